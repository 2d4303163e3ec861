from luodi_web.benefits.models.runs import MatchRun

__all__ = ["MatchRun"]
