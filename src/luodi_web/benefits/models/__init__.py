from luodi_web.benefits.models.runs import MatchRun, RunPlace

__all__ = ["MatchRun", "RunPlace"]
