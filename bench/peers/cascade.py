"""The cascade of services on a networkx graph: plain, event by event, with nothing but heapq and node attributes."""
import heapq
import json
import sys
import time

import networkx as nx

asked = json.load(sys.stdin)
horizon = asked["horizon"]
graph = nx.DiGraph()
for at, (buffer, restart) in enumerate(asked["services"]):
    graph.add_node(at, buffer=buffer, restart=restart)
for at, (owner, slack, without) in enumerate(asked["groups"]):
    graph.nodes[owner].setdefault("groups", []).append(at)
group_of = asked["groups"]
for provider, group in asked["edges"]:
    owner = group_of[group][0]
    if graph.has_edge(provider, owner):
        graph.edges[provider, owner]["groups"].append(group)
    else:
        graph.add_edge(provider, owner, groups=[group])

RETURNS, HITS, FAILURES = 0, 1, 2


def live(hits):
    down, short, lost, cause, due, dry, until, since, out = {}, {}, {}, set(), {}, {}, {}, {}, {}
    heap = [(minute, HITS, service, minutes) for service, minute, minutes in hits if minute < horizon]
    heapq.heapify(heap)

    def blocking(service):
        return any(
            lost.get(g, 0) > group_of[g][1] and (not group_of[g][2] or g in cause)
            for g in graph.nodes[service].get("groups", [])
        )

    def spread(service, now, failing):
        for owner, data in graph.adj[service].items():
            for g in data["groups"]:
                lost[g] = lost.get(g, 0) + 1
                if lost[g] != group_of[g][1] + 1:
                    continue
                short[owner] = short.get(owner, 0) + 1
                if down.get(owner):
                    if blocking(owner):
                        due.pop(owner, None)
                elif short[owner] == 1:
                    dry[owner] = now + graph.nodes[owner]["buffer"]
                    if dry[owner] == now:
                        failing.append(owner)
                    elif dry[owner] < horizon:
                        heapq.heappush(heap, (dry[owner], FAILURES, owner, 0))

    def come_up(service, now, returning):
        down[service] = False
        out[service] = out.get(service, 0) + now - since[service]
        due.pop(service, None)
        until.pop(service, None)
        cause.difference_update(graph.nodes[service].get("groups", []))
        if short.get(service, 0) > 0:
            dry[service] = now + graph.nodes[service]["buffer"]
            heapq.heappush(heap, (dry[service], FAILURES, service, 0))
        for owner, data in graph.adj[service].items():
            for g in data["groups"]:
                lost[g] -= 1
                if lost[g] != group_of[g][1]:
                    continue
                short[owner] -= 1
                if not down.get(owner):
                    if short[owner] == 0:
                        dry.pop(owner, None)
                elif owner not in due and not blocking(owner):
                    back = until.get(owner, -1)
                    due[owner] = back if back >= now else now + graph.nodes[owner]["restart"]
                    if due[owner] == now:
                        returning.append(owner)
                    elif due[owner] < horizon:
                        heapq.heappush(heap, (due[owner], RETURNS, owner, 0))

    while heap:
        now, phase = heap[0][:2]
        returning, failing, struck, dried = [], [], [], []
        while heap and heap[0][0] == now and heap[0][1] == phase:
            _, _, service, minutes = heapq.heappop(heap)
            if phase == RETURNS:
                if down.get(service) and due.get(service) == now:
                    returning.append(service)
            elif phase == HITS:
                if down.get(service):
                    until[service] = max(until.get(service, -1), now + minutes)
                    if service in due:
                        due[service] = max(due[service], until[service])
                        heapq.heappush(heap, (due[service], RETURNS, service, 0))
                    continue
                down[service], since[service], until[service] = True, now, now + minutes
                dry.pop(service, None)
                struck.append(service)
                if not blocking(service):
                    due[service] = until[service]
                    if due[service] < horizon:
                        heapq.heappush(heap, (due[service], RETURNS, service, 0))
            elif not down.get(service) and dry.get(service) == now:
                failing.append(service)
        for service in struck:
            spread(service, now, failing)
        while returning:
            service = returning.pop()
            if down.get(service):
                come_up(service, now, returning)
        while failing:
            service = failing.pop()
            if down.get(service):
                continue
            down[service], since[service] = True, now
            dry.pop(service, None)
            until.pop(service, None)
            dried.append(service)
            spread(service, now, failing)
        for service in dried:
            for g in graph.nodes[service].get("groups", []):
                if lost.get(g, 0) > group_of[g][1]:
                    cause.add(g)
    for service, is_down in down.items():
        if is_down:
            out[service] = out.get(service, 0) + horizon - since[service]
    return out


total = [0] * graph.number_of_nodes()
began = time.perf_counter()
for hits in asked["runs"]:
    for service, minutes in live(hits).items():
        total[service] += minutes
seconds = time.perf_counter() - began
json.dump({"seconds": seconds, "minutes": total}, sys.stdout)
