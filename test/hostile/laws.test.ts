import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Act, Claim, History, Marking, Needle, Single, Viewer } from './acts.ts';
import { CASE, LINKED, markings } from './acts.ts';
import { founding } from './founding.ts';
import { mayBe } from './gates.ts';
import { founded, histories, playedFrom } from './generator.ts';
import { knowledge } from './knowledge.ts';
import { after, worldAfter } from './model.ts';
import { type OutletName, outletsOf } from './outlets.ts';
import { hiddenFrom, isServedByHolder, opens } from './sight.ts';
import {
  fact,
  isHonest,
  isMandated,
  markingOf,
  nodeOf,
  pair,
  partiesAt,
  seatsOf,
  viewers,
  type World,
} from './world.ts';

const LONGEST = 30;
const RUNS = 25;

test('whatever is demanded is allowed, in each outlet, for everybody', () => {
  hold((history) => {
    const world = worldAfter(history);
    const { may, must, exists } = knowledge(world);
    for (const viewer of viewers(world)) {
      for (const name of outletsOf(viewer)) assert.deepEqual(beyond(must(viewer, name), may(viewer, name)), []);
      for (const statement of world.statements.keys()) {
        const told = exists(viewer, statement);
        assert.ok(told.may || !told.must);
      }
    }
  });
});

test('a release, its receipt and its acknowledgement teach at most what their author could give, and only the receiver’s side', () => {
  eachStep((before, act, next) => {
    if (act.type !== 'release') return;
    const receiver = { type: 'party', party: act.to } as const;
    const learned = beyond(knowledge(next).may(receiver, 'delivery'), knowledge(before).may(receiver, 'delivery'));
    const author = next.parties.get(act.party);
    const had = [...next.statements.values()].flatMap((said) =>
      said.claims.filter((claim) => {
        const seats = seatsOf(before, { type: 'party', party: act.party });
        const open = seats.some((seat) => opens(before, said, claim, seat));
        return open || disk(next, act.party).some((one) => next.given.has(pair(one, said.statement, claim.name)));
      }),
    );
    assert.ok(author !== undefined);
    assert.deepEqual(beyond(new Set(learned), new Set(had.map((claim) => claim.needle))), []);
    const elsewhere = viewers(next).filter((viewer) => isElsewhere(next, viewer, act.to));
    for (const viewer of elsewhere) assert.deepEqual(shown(next, viewer), shown(before, viewer));
  });
});

test('giving, receiving and acknowledging take nothing from anybody', () => {
  eachStep((before, act, next) => {
    if (!['say', 'release', 'receipt', 'acknowledge', 'consent', 'cosign', 'role'].includes(act.type)) return;
    for (const viewer of viewers(before)) {
      assert.deepEqual(beyond(shown(before, viewer), shown(next, viewer)), [], act.type);
    }
  });
});

test('erasing takes only from the eraser’s own seats, and what nobody else there holds from visitors', () => {
  eachStep((before, act, next) => {
    if (act.type !== 'erase') return;
    for (const viewer of viewers(before)) {
      if (viewer.type !== 'person' || viewer.party === act.party) continue;
      const lost = beyond(knowledge(before).must(viewer, 'page'), knowledge(next).must(viewer, 'page'));
      const of = next.statements.get(act.of);
      for (const needle of lost) {
        const claim: Claim | undefined = of?.claims.find(
          (one) => one.needle === needle && act.claims.includes(one.name),
        );
        assert.ok(claim !== undefined && of !== undefined, 'only what was erased is lost');
        const node = before.parties.get(viewer.party)?.node ?? '';
        const copy = fact(node, 'holds', viewer.party, of.statement, claim.name);
        assert.ok(!before.sure.has(copy), 'no holder loses its copy');
      }
    }
  });
});

test('acts of an enemy, restores, and acts that may not be done open nothing to anybody', () => {
  eachStep((before, act, next) => {
    if (act.type === 'restore' || !mayBe(before, act)) {
      for (const viewer of viewers(next)) {
        assert.deepEqual(beyond(shown(next, viewer), shown(before, viewer)), [], act.type);
      }
    }
  });
});

test('ends, revocations, removals and leaving open nothing to anybody', () => {
  eachStep((before, act, next) => {
    if (!['end-mandate', 'revoke-token', 'remove', 'leave', 'erase', 'recall', 'hold'].includes(act.type)) return;
    const said = act.type === 'hold' ? new Set(act.claims.map((claim) => claim.needle)) : new Set<Needle>();
    for (const viewer of viewers(next)) {
      const learned = beyond(shown(next, viewer), shown(before, viewer)).filter((needle) => !said.has(needle));
      assert.deepEqual(learned, [], act.type);
    }
  });
});

test('accomplices know together no more than each was given, and what is for anybody', () => {
  hold((history) => {
    const world = worldAfter(history);
    const far = partiesAt(world, 'far');
    const together = knowledge(world).may({ type: 'peer', node: 'far' }, 'delivery');
    const each = far.flatMap((party) => [...knowledge(world).may({ type: 'party', party }, 'delivery')]);
    assert.deepEqual([...together].sort(), [...new Set(each)].sort());
  });
});

test('a stricter marking never shows a claim to more viewers, save to those whom red names', () => {
  fc.assert(
    fc.property(histories(LONGEST), fc.nat(), (history, number) => {
      const says = history.filter((act) => act.type === 'say');
      const chosen = says[number % Math.max(1, says.length)];
      if (chosen === undefined) return;
      const viewersNow = viewers(worldAfter(history));
      const first = chosen.claims[0]?.needle ?? '';
      let before: Set<string> | undefined;
      for (const marking of markings) {
        const world = worldAfter(history.map((act) => (act === chosen ? remarked(chosen, marking) : act)));
        const now: Set<string> = new Set(
          viewersNow.filter((viewer) => hasFirst(world, viewer, chosen.statement)).map(text),
        );
        if (before !== undefined) assert.deepEqual(beyond(now, before), [], `${first} ${marking}`);
        before = now;
      }
    }),
    { numRuns: RUNS },
  );
});

test('nothing above clear is for visitors, green only for members and those given, red only for those named', () => {
  hold((history) => {
    const world = worldAfter(history);
    for (const said of world.statements.values()) {
      for (const claim of said.claims) {
        const marking = markingOf(world, said, claim);
        for (const viewer of viewers(world)) {
          for (const seat of seatsOf(world, viewer)) {
            if (!opens(world, said, claim, seat) || marking === 'clear') continue;
            const party = seat.party ?? assert.fail('a visitor sees what is not clear');
            const given = world.given.has(pair(party, said.statement, claim.name));
            const member = claim.audience.some((community) => world.members.has(pair(party, community)));
            if (marking === 'green') assert.ok(given || member || isServedByHolder(world, said, claim, party));
            if (marking === 'amber+strict') assert.ok(given);
            if (marking === 'red' && viewer.type === 'person') assert.ok(claim.audience.includes(viewer.person));
            assert.ok(party === said.issuer || !hiddenFrom(world, said.statement).has(party));
          }
        }
      }
    }
  });
});

test('nobody whose mandate ended sees more than a visitor', () => {
  hold((history) => {
    const world = worldAfter(history);
    for (const viewer of viewers(world)) {
      if (viewer.type !== 'person' || isMandated(world, viewer.person, viewer.party)) continue;
      const node = world.parties.get(viewer.party)?.node ?? '';
      assert.deepEqual(shown(world, viewer), knowledge(world).may({ type: 'anonymous', node }, 'page'));
    }
  });
});

test('statements of different parties that name nobody may be said in either order', () => {
  hold((history) => {
    const swapped = [...history];
    for (let place = 1; place < swapped.length; place += 1) {
      const [one, other] = [swapped[place - 1], swapped[place]];
      if (one?.type !== 'say' || other?.type !== 'say' || one.party === other.party) continue;
      [swapped[place - 1], swapped[place]] = [other, one];
      place += 1;
    }
    const [first, second] = [worldAfter(history), worldAfter(swapped)];
    for (const viewer of viewers(first))
      assert.deepEqual(new Set(shown(first, viewer)), new Set(shown(second, viewer)));
  });
});

test('a batch comes to what its acts come to one by one', () => {
  hold((history) => {
    const single = history.flatMap((act): readonly Single[] => (act.type === 'batch' ? act.acts : [act]));
    assert.deepEqual(worldAfter(single), worldAfter(history));
  });
});

test('no needle is part of another, and none of an impostor or a refused speaker is ever allowed', () => {
  eachStep((before, act, next) => {
    if (act.type !== 'impersonate' && (act.type !== 'say' || mayBe(before, act))) return;
    const own = act.claims.filter((claim) => claim.name !== CASE).map((claim) => claim.needle);
    for (const viewer of viewers(next)) {
      assert.ok(!own.some((needle) => shown(next, viewer).has(needle)));
    }
  });
  hold((history) => {
    const said = [...worldAfter(history).statements.values()].flatMap(({ claims }) => claims);
    const needles = [...new Set(said.map((claim) => claim.needle))];
    for (const one of needles) assert.ok(!needles.some((other) => other !== one && other.includes(one)));
    const values = said.filter((claim) => claim.name !== CASE && claim.name !== LINKED);
    assert.equal(new Set(values.map((claim) => claim.needle)).size, values.length);
  });
});

test('most acts that a seed draws can be done, each kind is drawn, and the same seed draws the same', () => {
  const first = [...playedFrom(7, 700)];
  const again = [...playedFrom(7, 200)];
  assert.deepEqual(
    again.map(({ act }) => act),
    first.slice(0, 200).map(({ act }) => act),
  );
  const kinds = new Set(first.map(({ act }) => act.type));
  assert.ok(kinds.size >= 34, [...kinds].join(' '));
  let done = 0;
  let before = founded;
  for (const { act, world } of first) {
    if (act.type === 'batch' || mayBe(before, act)) done += 1;
    before = world;
  }
  assert.ok(done / first.length > 0.6, `${done} of ${first.length}`);
});

function hold(law: (history: History) => void): void {
  fc.assert(fc.property(histories(LONGEST), law), { numRuns: RUNS });
}

/** Each act of a history by itself, with the world before it and after it. */
function eachStep(law: (before: World, act: Single, next: World) => void): void {
  hold((history) => {
    let before = founded;
    for (const act of history
      .slice(founding.length)
      .flatMap((one): readonly Single[] => (one.type === 'batch' ? one.acts : [one]))) {
      const next = after(before, act);
      law(before, act, next);
      before = next;
    }
  });
}

/** Whose copies whoever speaks for a party can reach. */
function disk(world: World, party: string): readonly string[] {
  return isHonest(world, party) ? [party] : partiesAt(world, nodeOf(world, party));
}

function shown(world: World, viewer: Viewer): ReadonlySet<Needle> {
  return knowledge(world).may(viewer, anOutlet(viewer));
}

function anOutlet(viewer: Viewer): OutletName {
  if (viewer.type === 'webhook') return 'webhook';
  if (viewer.type === 'token') return 'api';
  return viewer.type === 'party' || viewer.type === 'peer' ? 'delivery' : 'page';
}

/** Not at the node to which something is given: nothing there can change. */
function isElsewhere(world: World, viewer: Viewer, to: string): boolean {
  const node = world.parties.get(to)?.node;
  if (viewer.type === 'anonymous' || viewer.type === 'peer') return viewer.node !== node;
  return seatsOf(world, viewer).every((seat) => seat.node !== node);
}

function remarked(act: Extract<Act, { type: 'say' }>, marking: Marking): Act {
  const [first, ...others] = act.claims;
  return first === undefined ? act : { ...act, claims: [{ ...first, marking }, ...others] };
}

/** Does this viewer see the first claim of a statement, other than by being one of those it names? */
function hasFirst(world: World, viewer: Viewer, statement: string): boolean {
  const said = world.statements.get(statement);
  const first = said?.claims[0];
  if (said === undefined || first === undefined) return false;
  if (viewer.type === 'person' && first.audience.includes(viewer.person)) return false;
  return viewer.type === 'person' && seatsOf(world, viewer).some((seat) => opens(world, said, first, seat));
}

/** What is in the first set and not in the second. */
function beyond<Item>(some: ReadonlySet<Item>, all: ReadonlySet<Item>): Item[] {
  return [...some].filter((item) => !all.has(item));
}

function text(viewer: Viewer): string {
  return JSON.stringify(viewer);
}
