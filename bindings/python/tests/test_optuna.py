"""Optuna on families of networks, against the exhaustive sweep."""

import netcost as nc
import pytest
from netcost.optuna import objective, suggest

optuna = pytest.importorskip("optuna")
optuna.logging.set_verbosity(optuna.logging.WARNING)

TEXT = """param width = 8 in 4..16
param k = 3 in [1, 3, 5]
param ratio = 1 in 0.5..2
param act = relu in [relu, gelu]
param s = (1, 1) in [(1, 1), (2, 2)]
param free = 7
input 3x16x16
conv width k s=s; act
conv floor(8 * ratio) k; act
"""


def study(count=1, **settings):
    sampler = optuna.samplers.NSGAIISampler(seed=1, **settings)
    return optuna.create_study(directions=["minimize"] * count, sampler=sampler)


def test_suggestions_are_the_legal_values():
    net, seen = nc.Network(TEXT), []

    def collect(trial):
        seen.append(suggest(trial, net))
        return net.totals(**seen[-1]).params

    study().optimize(collect, n_trials=60)
    assert all(list(params) == ["width", "k", "ratio", "act", "s"] for params in seen)
    assert {params["k"] for params in seen} == {1, 3, 5} and {params["act"] for params in seen} == {"relu", "gelu"}
    assert all(4 <= params["width"] <= 16 and isinstance(params["width"], int) for params in seen)
    assert all(0.5 <= params["ratio"] <= 2 for params in seen)
    assert all(params["s"] in ((1, 1), (2, 2)) for params in seen)


def test_a_space_of_ones_own():
    net = nc.Network("mobilenet_v2")
    space = {"width": [0.5, 1.0], "res": range(96, 225, 32), "classes": None}
    trial = optuna.trial.FixedTrial({"width": 0.5, "res": 160})
    assert suggest(trial, net, space) == {"width": 0.5, "res": 160}
    macs = objective(net, "macs", space=space, batch=2)(trial)
    assert macs == net.totals(width=0.5, res=160, batch=2).macs


def test_the_front_is_that_of_the_sweep():
    net = nc.Network("mobilenet_v2")
    space = {"width": [0.35, 0.5, 0.75, 1.0], "res": [96, 128, 160, 192, 224], "classes": [10]}
    where = "peak_memory <= 5MiB"
    sampler = optuna.samplers.GridSampler({name: list(values) for name, values in space.items()}, seed=1)
    found = optuna.create_study(directions=["minimize", "minimize"], sampler=sampler)
    found.optimize(objective(net, ["macs", "-width"], where=where, space=space), n_trials=20)
    feasible = [trial for trial in found.trials if trial.constraints == {where: 0.0}]
    assert len(feasible) == len(net.sweep(space, where=where)) < len(found.trials)
    best = {
        one.values[0]
        for one in feasible
        if not any(it.values != one.values and it.values[0] <= one.values[0] and it.values[1] <= one.values[1] for it in feasible)
    }
    assert best == set(net.sweep(space, where=where, pareto=["macs", "-width"]).column("macs"))


def test_samplers_see_the_constraints():
    net = nc.Network("mobilenet_v2")
    limits = ["params <= 2M", "macs <= 100M"]
    found = study(2, population_size=10)
    found.optimize(objective(net, ["macs", "-width"], where=limits), n_trials=60)
    assert all(list(trial.constraints) == limits for trial in found.trials)
    assert found.best_trials and all(set(trial.constraints.values()) == {0.0} for trial in found.best_trials)


def test_values_that_make_no_network_are_pruned():
    net = nc.Network("param n = 1 in 1..4\ninput n\nassert n != 3\nlinear n\n")
    found = optuna.create_study(sampler=optuna.samplers.GridSampler({"n": [1, 2, 3, 4]}))
    found.optimize(objective(net, "params"), n_trials=4)
    states = {trial.params["n"]: trial.state.name for trial in found.trials}
    assert states == {1: "COMPLETE", 2: "COMPLETE", 3: "PRUNED", 4: "COMPLETE"}
    assert found.best_value == 2


def test_mistakes_are_said_at_once():
    net = nc.Network("mobilenet_v2")
    for values in ("parms", ["macs", "-wdth"]):
        with pytest.raises(nc.UsageError, match="neither a figure nor a param"):
            objective(net, values)
