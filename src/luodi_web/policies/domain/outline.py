"""A version's provisions as a tree beside its text, each leading to its place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from luodi_web.policies.domain.confirming import provisions_of
from luodi_web.policies.enums import VersionState
from luodi_web.policies.models import PolicyVersion, Provision


@dataclass
class Node:
    provision: Provision
    parts: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class Run:
    """A stretch of the text; ``provision`` is the one that begins with it, None before the first."""

    text: str
    provision: Provision | None

    @property
    def head(self) -> str:
        """Its label and heading as they stand in the text, "" before the first provision."""
        if self.provision is None:
            return ""
        label, heading = self.provision.label, self.provision.heading
        end = len(label) if self.text.startswith(label) else 0
        at = self.text.find(heading, end) if heading else -1
        return self.text[: at + len(heading) if at >= 0 else end]

    @property
    def rest(self) -> str:
        """What follows the head, without the line ends that a block of its own stands for."""
        return self.text[len(self.head) :].rstrip("\n")


def provisions_in_order(version: PolicyVersion) -> list[Provision]:
    """The stored provisions of a confirmed version; those that a version under review would have."""
    if version.state == VersionState.CONFIRMED:
        return list(version.provisions.order_by("order"))
    return provisions_of(version)


def tree_of(provisions: Sequence[Provision]) -> list[Node]:
    """The provisions under their parents; reading order is kept."""
    tops: list[Node] = []
    path: list[Node] = []
    for provision in provisions:
        node = Node(provision)
        del path[provision.level - 1 :]
        (path[-1].parts if path else tops).append(node)
        path.append(node)
    return tops


def text_runs(text: str, provisions: Sequence[Provision]) -> list[Run]:
    """The whole text, cut where provisions begin."""
    starts = [provision.start for provision in provisions]
    if not starts:
        return [Run(text, None)]
    runs = [Run(text[: starts[0]], None)] if starts[0] else []
    for provision, (start, end) in zip(provisions, pairwise([*starts, len(text)]), strict=True):
        runs.append(Run(text[start:end], provision))
    return runs
