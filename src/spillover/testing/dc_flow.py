"""The direct-current flow of a MATPOWER case by scipy, from the file itself: angles and flows as JSON."""
import json
import re
import sys

import numpy as np
from scipy.sparse import coo_matrix, csc_matrix
from scipy.sparse.linalg import spsolve

text = sys.stdin.read()


def table(name):
    body = re.search(r"mpc\." + name + r"\s*=\s*\[(.*?)\]", text, re.S).group(1)
    lines = [re.sub(r"%.*", "", line) for line in body.split("\n")]
    rows = [row.split() for line in lines for row in line.split(";")]
    return np.array([[float(cell) for cell in row] for row in rows if row])


base = float(re.search(r"mpc\.baseMVA\s*=\s*([\d.]+)", text).group(1))
bus, gen, branch = table("bus"), table("gen"), table("branch")
place = {int(row[0]): at for at, row in enumerate(bus)}
n = len(bus)
power = -(bus[:, 2] + bus[:, 4]) / base
for row in gen:
    if row[7] > 0:
        power[place[int(row[0])]] += row[1] / base
on = branch[:, 10] > 0
f = np.array([place[int(b)] for b in branch[:, 0]])
t = np.array([place[int(b)] for b in branch[:, 1]])
tap = np.where(branch[:, 8] == 0, 1.0, branch[:, 8])
b = np.where(on, 1.0 / (branch[:, 3] * tap), 0.0)
shift = np.deg2rad(branch[:, 9])
m = len(branch)
incidence = coo_matrix((np.r_[np.ones(m), -np.ones(m)], (np.r_[np.arange(m), np.arange(m)], np.r_[f, t])), (m, n)).tocsc()
lines = csc_matrix((b, (np.arange(m), np.arange(m))), (m, m)) @ incidence
matrix = (incidence.T @ lines).tocsc()
right = power - incidence.T @ (-b * shift)
reference = int(np.flatnonzero(bus[:, 1] == 3)[0])
free = np.flatnonzero((np.arange(n) != reference) & (bus[:, 1] != 4))
angles = np.zeros(n)
angles[free] = spsolve(matrix[free][:, free], right[free])
flows = (lines @ angles - b * shift) * base
json.dump({"angles": angles.tolist(), "flows": flows.tolist()}, sys.stdout)
