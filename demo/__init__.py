"""The demonstration: documents, people and a plan under way, all marked 示例 where invented."""
