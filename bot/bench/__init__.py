"""`helpline bench`: the house beside other bots, on the same core, in the same run."""
