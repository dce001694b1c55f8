"""Health, webhook and pages."""
