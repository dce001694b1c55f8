"""Flows and what admins edit."""
