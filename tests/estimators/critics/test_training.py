"""The training of critics: every score comes from the right split."""

import numpy as np
import torch

from infoplane.distributions import CorrelatedNormal
from infoplane.estimators import MINE
from infoplane.estimators.critics.training import TrainedCritic, train_critics
from infoplane.estimators.training.pair_splits import PairSplits, pair_splits

QUICK = MINE(hidden=8, layers=1, max_steps=10, negatives=3, batch_size=32)
PAIR = CorrelatedNormal.with_mutual_information(1.0, 2, 2).sample(200, rng=0)


def splits_of(report: float = 0.2) -> PairSplits:
    return pair_splits(*PAIR, (0.1, report), np.random.default_rng(0))


def trained(splits: PairSplits, report_negatives: int = 5) -> TrainedCritic:
    [one] = train_critics([splits], [np.random.default_rng(1)], QUICK, QUICK.objective(), QUICK.criterion, report_negatives)
    return one


def test_scores_are_those_of_their_own_split() -> None:
    splits = splits_of()
    plain, reported_train, reported_select = (
        trained(splits._replace(report=pairs)) for pairs in (splits.report, splits.train, splits.select)
    )
    assert torch.equal(reported_train.report, plain.train)
    assert torch.equal(reported_select.report, plain.select)
    assert torch.equal(reported_train.train, plain.train)  # the report split has no part in the training
    assert [len(scores) for scores in plain[:3]] == [140, 20, 40]


def test_the_kept_step_is_the_best_on_the_select_split() -> None:
    one = trained(splits_of())
    best = -min(one.outcome.history["select"])
    assert float(QUICK.criterion(one.select[None])) == np.float32(best)
    assert one.outcome.history["step"][np.argmin(one.outcome.history["select"])] == one.outcome.best_step


def test_numbers_of_negative_samples() -> None:
    """At least 5 at evaluations, as many as asked for in the report, and never a joint pair."""
    assert [scores.shape[1] for scores in trained(splits_of(), 7)[:3]] == [6, 6, 8]
    assert [scores.shape[1] for scores in trained(splits_of(), 1000)[:3]] == [6, 6, 40]
    few = pair_splits(PAIR[0][:30], PAIR[1][:30], (0.1, 0.8), np.random.default_rng(0))
    assert [scores.shape for scores in trained(few, 3)[:3]] == [(3, 3), (3, 3), (24, 4)]
