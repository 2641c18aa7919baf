/** Plays histories on real nodes, and holds every answer against what the model says may and must be known. */
import type { StorePlace } from '#testing/store-place.ts';
import type { Label, Needle, PartyName, Single, Viewer } from './acts.ts';
import { ABOUT_ONE, Asking, READ } from './asking.ts';
import { type Deed, Deeds, singles, UNPLAYED } from './deeds.ts';
import { sayable } from './drafts.ts';
import { founding } from './founding.ts';
import { mayBe } from './gates.ts';
import { drawn, lotsFrom } from './generator.ts';
import { knowledge } from './knowledge.ts';
import { after, worldAfter } from './model.ts';
import { needlesIn } from './needles.ts';
import { type OutletName, outletsOf } from './outlets.ts';
import { openStage, type Stage } from './stage.ts';
import { emptyWorld, viewers, type World } from './world.ts';

/** What was found that the model forbids, or not found that it demands. */
export type Finding = {
  readonly act: number;
  readonly kind: 'leak' | 'missing';
  readonly by: string;
  readonly viewer: string;
  readonly of: string;
  readonly needles: readonly string[];
};

/** Of each kind of act: done, refused though the model allows it, refused as it must be, done though it must not be. */
export type Count = { done: number; refused: Map<string, number>; kept: number; idle: number };

const SECONDS_BETWEEN_ACTS = 2;

export class Driver {
  readonly stage: Stage;
  readonly counts = new Map<string, Count>();
  readonly findings: Finding[] = [];
  readonly #deeds: Deeds;
  readonly #asking: Asking;
  readonly #delivered = new Map<PartyName, Set<Needle>>();
  readonly #needles = new Set<Needle>();
  /** Texts that came before their needles were known: a statement is delivered while its act is still being played. */
  readonly #texts: { readonly to: PartyName; readonly text: string }[];
  #world: World = emptyWorld;
  #number = 0;
  /** What was played, and what became of it, for whoever reads a finding. */
  readonly played: string[] = [];

  private constructor(stage: Stage, texts: { readonly to: PartyName; readonly text: string }[]) {
    this.stage = stage;
    this.#texts = texts;
    this.#deeds = new Deeds(stage);
    this.#asking = new Asking(this.#deeds);
  }

  /** The federation is founded as the model's is; of what the product cannot do, nothing is believed. */
  static async open(makePlace: () => Promise<StorePlace>): Promise<Driver> {
    const texts: { readonly to: PartyName; readonly text: string }[] = [];
    const stage = await openStage(makePlace, (to, text) => texts.push({ to, text }));
    const driver = new Driver(stage, texts);
    const isFounded = ({ type }: Single) => type === 'node' || type === 'party' || type === 'mandate';
    driver.#world = worldAfter(founding.filter(isFounded));
    for (const act of founding.filter((one) => !isFounded(one))) await driver.#play(act);
    return driver;
  }

  get world(): World {
    return this.#world;
  }

  /** One history by seed; answers what was found. After each act one outlet is asked, at the end all of them. */
  async history(seed: number, length: number): Promise<readonly Finding[]> {
    for (const lot of lotsFrom(seed, length)) {
      await this.act(lot);
      if (this.findings.length > 0) return this.findings;
    }
    await this.everything();
    return this.findings;
  }

  /** One act drawn by lot from the world as it really is, and one look by somebody. */
  async act(lot: readonly number[]): Promise<void> {
    this.#number += 1;
    const act = drawn(this.#world, lot, this.#number);
    for (const single of singles(act)) await this.#play(sayable(single));
    this.stage.wait(SECONDS_BETWEEN_ACTS);
    await this.#lookByLot(lot);
  }

  async #play(act: Single): Promise<void> {
    if ('claims' in act && act.claims !== 'all') {
      for (const claim of act.claims) if (typeof claim === 'object') this.#needles.add(claim.needle);
    }
    const may = mayBe(this.#world, act);
    const deed = await this.#deed(act);
    this.played.push(`${this.#number} ${may ? '' : 'NOT '}allowed, ${deed}: ${JSON.stringify(act)}`);
    const count = this.#countOf(act.type);
    if (deed === UNPLAYED) count.idle += 1;
    else if (deed !== 'done') {
      if (may) count.refused.set(deed, (count.refused.get(deed) ?? 0) + 1);
      else count.kept += 1;
    } else if (may) {
      count.done += 1;
      this.#world = after(this.#world, act);
    } else count.kept += 1;
  }

  async #deed(act: Single): Promise<Deed> {
    if (act.type === 'replay' || act.type === 'squat') {
      const text =
        act.type === 'replay'
          ? await this.#asking.replay(this.#world, act)
          : await this.#asking.squat(this.#world, act);
      if (text === undefined) return UNPLAYED;
      // Whoever hands something in is told nothing that he would not be shown, not even what he brought.
      this.#hold(text, new Set(), act.viewer, 'reply', act.of);
      return 'done';
    }
    return this.#deeds.play(this.#world, act);
  }

  #countOf(type: string): Count {
    const known = this.counts.get(type) ?? { done: 0, refused: new Map(), kept: 0, idle: 0 };
    this.counts.set(type, known);
    return known;
  }

  async #lookByLot(lot: readonly number[]): Promise<void> {
    const all = viewers(this.#world);
    const viewer = all[(lot[2] ?? 0) % all.length];
    if (viewer === undefined) return;
    const ways = outletsOf(viewer).filter((name) => READ.includes(name));
    const by = ways[(lot[3] ?? 0) % Math.max(1, ways.length)];
    const labels = [...this.#world.statements.keys()];
    const of = labels[(lot[4] ?? 0) % Math.max(1, labels.length)];
    if (by !== undefined && of !== undefined) await this.look(viewer, by, of);
  }

  /** Every viewer through every outlet at every statement. */
  async everything(): Promise<void> {
    for (const viewer of viewers(this.#world)) {
      for (const by of outletsOf(viewer).filter((name) => READ.includes(name))) {
        const labels = [...this.#world.statements.keys()];
        for (const of of ABOUT_ONE.includes(by) ? labels : labels.slice(-1)) await this.look(viewer, by, of);
      }
    }
  }

  async look(viewer: Viewer, by: OutletName, of: Label): Promise<void> {
    if (by === 'delivery') return this.#lookAtDeliveries(viewer);
    const text = await this.#asking.answer(this.#world, viewer, by, of);
    if (text === undefined) return;
    const told = knowledge(ABOUT_ONE.includes(by) ? only(this.#world, of) : this.#world);
    this.#hold(text, told.may(viewer, by), viewer, by, of, told.must(viewer, by));
  }

  #lookAtDeliveries(viewer: Viewer): void {
    if (viewer.type !== 'party') return;
    for (const { to, text } of this.#texts.splice(0)) {
      const known = this.#delivered.get(to) ?? new Set();
      for (const needle of needlesIn(text, this.#needles)) known.add(needle);
      this.#delivered.set(to, known);
    }
    const { may, must } = knowledge(this.#world);
    const found = this.#delivered.get(viewer.party) ?? new Set();
    const allowed = may(viewer, 'delivery');
    this.#note(
      'leak',
      [...found].filter((needle) => !allowed.has(needle)),
      viewer,
      'delivery',
      '',
    );
    // Between parties of one node nothing is sent.
    const abroad = (needle: Needle) => this.#isFromAbroad(viewer.party, needle);
    const missing = [...must(viewer, 'delivery')].filter((needle) => !found.has(needle) && abroad(needle));
    this.#note('missing', missing, viewer, 'delivery', '');
  }

  #isFromAbroad(party: PartyName, needle: Needle): boolean {
    const home = this.#world.parties.get(party)?.node;
    const releases = [...this.#world.releases.values()].filter(({ to }) => to === party);
    return releases.every(({ from, of }) => {
      const said = this.#world.statements.get(of);
      const names = said?.claims.some((claim) => claim.needle === needle) ?? false;
      return !names || this.#world.parties.get(from)?.node !== home;
    });
  }

  #hold(
    text: string,
    may: ReadonlySet<Needle>,
    viewer: Viewer,
    by: string,
    of: Label,
    must: ReadonlySet<Needle> = new Set(),
  ): void {
    const found = needlesIn(text, this.#needles);
    this.#note(
      'leak',
      [...found].filter((needle) => !may.has(needle)),
      viewer,
      by,
      of,
    );
    this.#note(
      'missing',
      [...must].filter((needle) => !found.has(needle)),
      viewer,
      by,
      of,
    );
  }

  #note(kind: Finding['kind'], needles: readonly Needle[], viewer: Viewer, by: string, of: Label): void {
    if (needles.length === 0) return;
    const named = needles.map((needle) => `${needle} (${this.#standsIn(needle)})`);
    this.findings.push({ act: this.#number, kind, by, viewer: JSON.stringify(viewer), of, needles: named });
  }

  #standsIn(needle: Needle): string {
    return [...this.#world.statements.values()]
      .flatMap((said) => said.claims.map((claim) => ({ said, claim })))
      .filter(({ claim }) => claim.needle === needle)
      .map(({ said, claim }) => `${said.statement} of ${said.issuer}, ${claim.name}, ${claim.marking}`)
      .join('; ');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stage[Symbol.asyncDispose]();
  }
}

/** The world with one statement said in it: what an answer about that one may tell. */
function only(world: World, of: Label): World {
  const said = world.statements.get(of);
  return { ...world, statements: new Map(said === undefined ? [] : [[of, said]]) };
}
