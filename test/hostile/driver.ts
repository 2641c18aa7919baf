/** Plays a history on the stage and compares what every outlet tells with what the model lets everybody know. */
import type { StorePlace } from '#testing/store-place.ts';
import type { Act, Label, Needle, Single, Viewer } from './acts.ts';
import { CASE } from './acts.ts';
import { ask, isAsked, type Questions, type Told } from './asking.ts';
import { found as foundCommunity, join, serve } from './communities.ts';
import { Comparison, count, isServedByHolder, type Now } from './comparing.ts';
import { deed } from './deeds.ts';
import { Doors, isDone, membersOf } from './doors.ts';
import { founding } from './founding.ts';
import { mayBe } from './gates.ts';
import { founded } from './generator.ts';
import { receiptsSince } from './giving.ts';
import { type Knowledge, knowledge } from './knowledge.ts';
import { after } from './model.ts';
import { singlesOf } from './needles.ts';
import { type OutletName, outletsOf } from './outlets.ts';
import { Names, type Outcome, type Play } from './play.ts';
import { playable } from './playable.ts';
import { settled } from './settling.ts';
import { type HonestNode, homeOf, openStage, type Stage } from './stage.ts';
import { type Difference, differencesOf, provenTimes } from './standing.ts';
import { handInTogether, togetherAt } from './together.ts';
import { seatsOf, viewers, type World } from './world.ts';

/** What is drawn by lot: which viewer, which outlet, which statements. */
export type Lots = (limit: number) => number;

const LABELS_ASKED = 4;
const PAGES_ASKED = 2;
const CASES_ASKED = 2;
const WORDS_ASKED = 3;
const NEVER_SAID = 'A'.repeat(43);

export class Driver implements AsyncDisposable {
  readonly play: Play;
  readonly comparison = new Comparison();
  #world: World = founded;
  #knowledge: Knowledge | undefined;
  #number = 0;
  /** When the history began: the hours of the model are counted from here. */
  readonly #start: Temporal.Instant;

  private constructor(stage: Stage) {
    const [doors, names] = [new Doors(stage), new Names()];
    this.#start = stage.now();
    this.play = { stage, doors, names, settle: () => settled(this.play, this.#world) };
  }

  /** On these two empty places, with the communities and service relations of the founding. */
  static async open(places: readonly StorePlace[]): Promise<Driver> {
    const driver = new Driver(await openStage(places));
    for (const act of founding) {
      if (act.type === 'community') await foundCommunity(driver.play, driver.#world, act.community);
      if (act.type === 'join') await join(driver.play, driver.#world, act);
      if (act.type === 'serve') await serve(driver.play, driver.#world, act);
      await driver.play.settle();
    }
    return driver;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.play.stage[Symbol.asyncDispose]();
  }

  /** What the history has really come to. */
  get world(): World {
    return this.#world;
  }

  get #now(): Now {
    this.#knowledge ??= knowledge(this.#world);
    return { world: this.#world, known: this.#knowledge };
  }

  #fold(act: Act): void {
    this.#world = after(this.#world, act);
    this.#knowledge = undefined;
  }

  /** Plays one act; afterwards one viewer, drawn by lot, asks one outlet. Tells what was done of it. */
  async step(act: Act, lots: Lots): Promise<readonly boolean[]> {
    this.#number += 1;
    this.play.stage.pass({ seconds: 1 });
    this.comparison.remember(act);
    const [viewer, outlet] = this.#drawn(lots);
    const listening = outlet === 'events' ? await this.#listen(viewer) : undefined;
    const done = await this.#played(act);
    const heard = listening?.();
    if (heard !== undefined) this.#compare(viewer, 'events', [{ text: heard }]);
    else await this.#ask(viewer, outlet, this.#questions(viewer, outlet, lots, LABELS_ASKED));
    return done;
  }

  /** Whether each of what was asked for was done, in its order. */
  async #played(act: Act): Promise<readonly boolean[]> {
    const singles = singlesOf(act);
    const at = togetherAt(this.play, singles);
    if (act.type === 'batch' && at !== undefined) return this.#triedTogether(at, singles);
    const done: boolean[] = [];
    for (const single of singles) done.push(await this.#tried(playable(single, this.#world, this.play.names)));
    return done;
  }

  async #triedTogether(at: HonestNode, singles: readonly Single[]): Promise<readonly boolean[]> {
    const acts = singles.map((single) => playable(single, this.#world, this.play.names));
    const outcomes = await handInTogether(this.play, at, acts);
    const done: boolean[] = [];
    for (const [place, outcome] of outcomes.entries()) {
      const act = acts[place];
      if (act !== undefined) done.push(this.#folded(act, this.#now, outcome));
    }
    await this.#settled();
    return done;
  }

  /** Every viewer asks every outlet: programs about all statements, pages about some. */
  async askAll(lots: Lots): Promise<void> {
    const labels = [...this.#world.statements.keys()];
    for (const viewer of viewers(this.#world)) {
      for (const outlet of outletsOf(viewer)) {
        const few = this.#questions(viewer, outlet, lots, PAGES_ASKED);
        await this.#ask(viewer, outlet, outlet === 'api' ? { ...few, labels } : few);
      }
    }
    await this.#stands(labels);
  }

  /** Every viewer asks these outlets about these statements, and all that has been delivered is looked at. */
  async askAbout(labels: readonly Label[], outlets: readonly OutletName[]): Promise<void> {
    const claims = labels.flatMap((label) => this.#world.statements.get(label)?.claims ?? []);
    const named = new Set(claims.filter(({ name }) => name === CASE).map(({ needle }) => needle));
    const words = claims.filter(({ name }) => name !== CASE).map(({ needle }) => needle);
    for (const viewer of viewers(this.#world)) {
      for (const outlet of outletsOf(viewer)) {
        if (!outlets.includes(outlet)) continue;
        const may = this.#now.known.may(viewer, outlet);
        await this.#ask(viewer, outlet, { labels, cases: [...named].filter((name) => may.has(name)), words });
      }
    }
    await this.#stands(labels);
  }

  async #stands(labels: readonly Label[]): Promise<void> {
    const standing = { play: this.play, ...this.#now };
    this.#differ('api', await differencesOf(standing, new Set(labels)));
  }

  async #tried(act: Single): Promise<boolean> {
    const before = this.#now;
    let outcome: Outcome;
    try {
      outcome = await deed(this.play, before.world, act);
    } catch (failure) {
      const why = failure instanceof Error ? failure.stack : String(failure);
      this.comparison.finds({ kind: 'failure', number: this.#number, detail: `${act.type}: ${why}` });
      return false;
    }
    const done = this.#folded(act, before, outcome);
    await this.#settled();
    return done;
  }

  #folded(act: Single, { world, known }: Now, { done, refused, heard = [] }: Outcome): boolean {
    const may = mayBe(world, act);
    const { tally } = this.comparison;
    for (const one of done) this.#fold(one);
    // What was answered may be from before the act was done, or from after.
    for (const { viewer, text } of heard) this.#compare(viewer, 'reply', [{ text }], [known]);
    if (done.length > 0) count(tally.done, act.type);
    if (refused !== 'unplayed') count(tally.tried, act.type);
    if (refused !== undefined) count(tally.refused, `${may ? 'allowed' : 'forbidden'} ${act.type} ${refused}`);
    const isOfHonest = !('party' in act) || this.play.stage.honest.has(homeOf(act.party));
    if (done.length > 0 && !may && isOfHonest)
      this.comparison.finds({ kind: 'accepted', number: this.#number, detail: JSON.stringify(act) });
    return done.length > 0;
  }

  async #settled(): Promise<void> {
    await this.play.settle();
    for (const receipt of await receiptsSince(this.play, this.#world)) {
      this.#fold(receipt);
      count(this.comparison.tally.done, 'receipt');
    }
  }

  #drawn(lots: Lots): readonly [Viewer, OutletName] {
    const all = viewers(this.#world);
    const viewer = all[lots(all.length)] ?? ({ type: 'anonymous', node: 'north' } as const);
    const outlets = outletsOf(viewer).filter(isAsked);
    const outlet = outlets[lots(outlets.length)];
    return outlet === undefined ? [{ type: 'anonymous', node: 'north' }, 'api'] : [viewer, outlet];
  }

  async #listen(viewer: Viewer): Promise<(() => string) | undefined> {
    const caller = await this.play.doors.viewer(viewer);
    return caller === undefined ? undefined : this.play.doors.listen(caller);
  }

  /** The newest statement, and others by lot; cases whose name the viewer may know, since an address is said again. */
  #questions(viewer: Viewer, outlet: OutletName, lots: Lots, most: number): Questions {
    const { world, known } = this.#now;
    const all = [...world.statements.keys()];
    const drawn = Array.from({ length: most - 1 }, () => all[lots(all.length)]);
    const labels = [...new Set([all.at(-1), ...drawn])].filter((label) => label !== undefined);
    const may = known.may(viewer, outlet);
    const cases = [...this.comparison.cases].filter((name) => may.has(name));
    const claims = labels.flatMap((label) => world.statements.get(label)?.claims ?? []);
    const words = claims.filter(({ name }) => name !== CASE).map(({ needle }) => needle);
    return { labels, cases: drawnOf(cases, lots, CASES_ASKED), words: drawnOf(words, lots, WORDS_ASKED) };
  }

  async #ask(viewer: Viewer, outlet: OutletName, questions: Questions): Promise<void> {
    if (!isAsked(outlet) || outlet === 'events') return;
    const told = await ask(this.play, this.#world, viewer, outlet, questions);
    this.#compare(viewer, outlet, told);
    for (const { answer } of told) {
      if (answer === undefined || answer.status < 500) continue;
      this.comparison.finds({ kind: 'failure', number: this.#number, viewer, outlet, detail: answer.text });
    }
    if (outlet === 'api' || outlet === 'log') await this.#existence(viewer, outlet, told);
    if (outlet === 'api') this.#counts(viewer, told);
    if (outlet === 'recalls' && this.#isNobody(viewer)) this.#toldNobody(viewer, told);
    if (outlet === 'export') {
      const standing = { play: this.play, ...this.#now };
      this.#differ(outlet, await provenTimes(standing, viewer, told, this.#start));
    }
  }

  #differ(outlet: OutletName, differences: readonly Difference[]): void {
    for (const one of differences)
      this.comparison.finds({ kind: 'standing', number: this.#number, outlet, ...one });
  }

  /** Of a case no more statements are listed than the viewer may place there, and no fewer than it must. */
  #counts(viewer: Viewer, told: readonly Told[]): void {
    const { world, known } = this.#now;
    for (const { ofCase, answer } of told) {
      if (ofCase === undefined || answer === undefined || !isDone(answer)) continue;
      const listed = digestsIn(answer.text).map((digest) => this.play.names.labels.get(digest) ?? '');
      const counted = new Set(listed.filter((label) => world.statements.has(label))).size;
      const { most, least } = known.count(viewer, ofCase);
      if (counted <= most && counted >= least) continue;
      const detail = `${counted} of ${ofCase}, not ${least} to ${most}`;
      this.comparison.finds({ kind: 'count', number: this.#number, viewer, outlet: 'api', detail });
    }
  }

  #isNobody(viewer: Viewer): boolean {
    return seatsOf(this.#world, viewer, 'recalls').every(({ party }) => party === undefined);
  }

  #toldNobody(viewer: Viewer, told: readonly Told[]): void {
    for (const { answer } of told) {
      if (answer === undefined || !isDone(answer)) continue;
      this.comparison.finds({
        kind: 'exists',
        number: this.#number,
        viewer,
        outlet: 'recalls',
        detail: answer.text,
      });
    }
  }

  #compare(viewer: Viewer, outlet: OutletName, told: readonly Told[], also: readonly Knowledge[] = []): void {
    this.comparison.compare(this.#number, this.#now, viewer, outlet, told, also);
  }

  /** Of what somebody may not know to be there, the answer is the one about what never was. */
  async #existence(viewer: Viewer, outlet: 'api' | 'log', told: readonly Told[]): Promise<void> {
    const caller = await this.play.doors.viewer(viewer);
    if (caller === undefined) return;
    const { world, known } = this.#now;
    const path = `/api/v1/statements/${NEVER_SAID}${outlet === 'log' ? '/proof' : ''}`;
    const never = await this.play.doors.ask(caller, { path });
    for (const { about, answer } of told) {
      if (about === undefined || answer === undefined) continue;
      const { may, must } = known.exists(viewer, about);
      const digest = this.play.names.digests.get(about) ?? '';
      const isAlike = answer.status === never.status && answer.text.replaceAll(digest, NEVER_SAID) === never.text;
      const isSame = answer.type.startsWith('text/html') ? !isDone(answer) : isAlike;
      const isTold = !may && !isSame && !isServedByHolder(world, viewer, about);
      if (!isTold && !(must && isSame && outlet === 'api')) continue;
      const detail = `${about}${must ? ' is owed' : ''}: ${answer.status} ${answer.text}`;
      this.comparison.finds({ kind: 'exists', number: this.#number, viewer, outlet, detail });
    }
  }
}

function digestsIn(text: string): readonly string[] {
  const { statements } = membersOf(text);
  return Array.isArray(statements) ? statements.map(({ digest }) => String(digest)) : [];
}

function drawnOf(items: readonly Needle[], lots: Lots, most: number): readonly Needle[] {
  if (items.length <= most) return items;
  const from = lots(items.length);
  return [...items.slice(from), ...items.slice(0, from)].slice(0, most);
}
