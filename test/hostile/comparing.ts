/** What was told beside what may and must be: the differences, each once, and how much was looked at. */
import type { Act, Needle, Viewer } from './acts.ts';
import { CASE, LINKED } from './acts.ts';
import type { Told } from './asking.ts';
import type { Knowledge } from './knowledge.ts';
import { claimsOf, Haystack, layersOf } from './needles.ts';
import type { OutletName } from './outlets.ts';
import { homeOf } from './stage.ts';
import { pair, seatsOf, type World } from './world.ts';

/** A difference between what is told and what may, or must, be. */
export type Finding = {
  readonly kind: 'leak' | 'missing' | 'accepted' | 'exists' | 'count' | 'standing' | 'failure';
  /** Of the act after which it was found. */
  readonly number: number;
  readonly viewer?: Viewer;
  readonly outlet?: OutletName;
  readonly needle?: Needle;
  readonly detail: string;
};

export type Tally = {
  readonly done: Map<string, number>;
  readonly refused: Map<string, number>;
  /** As often as a node was really asked for it, whatever it answered. */
  readonly tried: Map<string, number>;
  readonly asked: Map<string, number>;
  readonly needles: Map<string, number>;
};

export function emptyTally(): Tally {
  return { done: new Map(), refused: new Map(), tried: new Map(), asked: new Map(), needles: new Map() };
}

export function count(map: Map<string, number>, key: string, by = 1): void {
  map.set(key, (map.get(key) ?? 0) + by);
}

/** The world and what it lets everybody know, as they are now. */
export type Now = { readonly world: World; readonly known: Knowledge };

export class Comparison {
  readonly findings: Finding[] = [];
  readonly tally = emptyTally();
  readonly #haystack = new Haystack();
  readonly #cases = new Set<Needle>();

  /** Needles of this act are looked for from now on, whatever becomes of it. */
  remember(act: Act): void {
    this.#haystack.add(act);
    for (const { name, needle } of claimsOf(act)) if (name === CASE || name === LINKED) this.#cases.add(needle);
  }

  /** Names of cases that were ever used. */
  get cases(): ReadonlySet<Needle> {
    return this.#cases;
  }

  /** `also`: what was known before, where an answer may be from before the act was done. */
  compare(
    number: number,
    now: Now,
    viewer: Viewer,
    outlet: OutletName,
    told: readonly Told[],
    also: readonly Knowledge[] = [],
  ) {
    if (told.length > 0) count(this.tally.asked, outlet);
    const may = new Set([now.known, ...also].flatMap((known) => [...known.may(viewer, outlet)]));
    const all = new Set<Needle>();
    for (const one of told) {
      for (const needle of this.#haystack.foundIn(one.text)) {
        all.add(needle);
        if (may.has(needle)) continue;
        this.finds({ kind: 'leak', number, viewer, outlet, needle, detail: excerpt(one, needle) }, now.world);
      }
    }
    count(this.tally.needles, outlet, all.size);
    const must = now.known.must(viewer, outlet);
    for (const needle of outlet === 'delivery' ? sentAbroad(now.world, viewer) : this.#asked(now.world, told)) {
      if (!must.has(needle) || all.has(needle)) continue;
      this.finds({ kind: 'missing', number, viewer, outlet, needle, detail: '' }, now.world);
    }
  }

  /** Of the statements that were asked about. The name of a case may be owed for another one of it. */
  #asked({ statements }: World, told: readonly Told[]): ReadonlySet<Needle> {
    const labels = told.flatMap(({ about }) => about ?? []);
    const needles = labels.flatMap((label) => statements.get(label)?.claims.map(({ needle }) => needle) ?? []);
    return new Set(needles.filter((needle) => !this.#cases.has(needle)));
  }

  /** Each difference once: it stays for as long as the history goes on. */
  finds(finding: Finding, world?: World): void {
    const { kind, outlet, needle } = finding;
    const isSame = (one: Finding) => one.kind === kind && one.outlet === outlet && one.needle === needle;
    if (needle !== undefined && this.findings.some(isSame)) return;
    const whose = needle === undefined || world === undefined ? '' : ` | ${whoseIs(world, needle)}`;
    this.findings.push({ ...finding, detail: `${finding.detail}${whose}` });
  }
}

/** Between parties of one node nothing is sent: they read the same log. */
function sentAbroad({ releases, receipts, statements }: World, viewer: Viewer): ReadonlySet<Needle> {
  const isFor = (to: string) =>
    viewer.type === 'party' ? viewer.party === to : viewer.type === 'peer' && viewer.node === homeOf(to);
  const arrived = [...releases].filter(
    ([label, { from, to }]) => isFor(to) && homeOf(from) !== homeOf(to) && receipts.has(label),
  );
  const needles = arrived.flatMap(([, { of, owed }]) =>
    (statements.get(of)?.claims ?? []).flatMap(({ name, needle }) => (owed.includes(name) ? [needle] : [])),
  );
  return new Set(needles);
}

/** What every statement says besides is amber: whoever is served by a holder sees that much of it. */
export function isServedByHolder(world: World, viewer: Viewer, about: string): boolean {
  return seatsOf(world, viewer).some(({ party }) =>
    [...world.served].some((relation) => {
      const [server = '', client] = relation.split(' ');
      return client === party && [...world.given].some((copy) => copy.startsWith(pair(server, about, '')));
    }),
  );
}

function whoseIs({ statements }: World, needle: Needle): string {
  const found = [...statements.values()].flatMap(({ statement, issuer, claims }) =>
    claims.filter((claim) => claim.needle === needle).map((claim) => ({ ...claim, statement, issuer })),
  );
  return JSON.stringify(found);
}

function excerpt({ text, answer }: Told, needle: Needle): string {
  const layer = layersOf(text).find((one) => one.includes(needle)) ?? '';
  const at = layer.indexOf(needle);
  const from = layer === text ? '' : `, of ${text.length} characters, encoded:`;
  return `${answer?.status ?? ''}${from} ${layer.slice(Math.max(0, at - 120), at + 60)}`;
}
