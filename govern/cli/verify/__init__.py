"""Commands that verify signatures, trust and SBOMs; options of runs that use verified facts."""
