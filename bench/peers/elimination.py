"""Static inoperability by scipy's dense elimination (LAPACK, with whatever BLAS it was built for)."""
import json
import sys
import time

import numpy as np
from scipy.linalg import solve

path, size, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
data = np.fromfile(path)
flows, output, lost = data[: size * size].reshape(size, size), data[size * size : size * size + size], data[size * size + size :]
best = np.inf
for _ in range(rounds):
    began = time.perf_counter()
    found = solve(np.eye(size) - flows / output[:, None], lost)
    best = min(best, time.perf_counter() - began)
json.dump({"seconds": best, "found": found.tolist()}, sys.stdout)
