/** One outlet asked as one viewer: every address of it that such a viewer could type, and all that it answers. */
import type { Label, Needle, Viewer } from './acts.ts';
import { type Answer, type Asked, type Caller, isDone } from './doors.ts';
import { toldTo } from './hooks.ts';
import type { OutletName } from './outlets.ts';
import type { Play } from './play.ts';
import { presentationOf } from './presented.ts';
import { didOf, homeOf } from './stage.ts';
import type { World } from './world.ts';

/** About which statements and cases, by which words, is asked. */
export type Questions = {
  readonly labels: readonly Label[];
  readonly cases: readonly Needle[];
  readonly words: readonly Needle[];
};

export type Told = {
  readonly text: string;
  /** Where it is the answer about one statement: which. */
  readonly about?: Label;
  /** Where it lists the statements of a case: of which. */
  readonly ofCase?: Needle;
  readonly answer?: Answer;
};

type Asking = {
  readonly play: Play;
  readonly world: World;
  readonly viewer: Viewer;
  readonly caller: Caller;
  readonly questions: Questions;
};

/** Nothing where this outlet is not on the stage, or is heard otherwise. */
export async function ask(
  play: Play,
  world: World,
  viewer: Viewer,
  outlet: OutletName,
  questions: Questions,
): Promise<readonly Told[]> {
  if (outlet === 'delivery') return deliveredTo(play, world, viewer);
  if (outlet === 'webhook') return toldTo(play, viewer);
  const caller = await play.doors.viewer(viewer);
  if (caller === undefined) return [];
  const asking = { play, world, viewer, caller, questions };
  const ways = WAYS[outlet];
  return ways === undefined ? [] : ways(asking);
}

const WAYS: Partial<Record<OutletName, (asking: Asking) => Promise<readonly Told[]>>> = {
  page: pages,
  print: prints,
  api,
  recalls,
  reply: replies,
  log: logs,
  search,
  export: exports_,
  feed: feeds,
};

/** The outlets that this driver can ask; `events` are heard while an act is played. */
export function isAsked(outlet: OutletName): boolean {
  return outlet === 'delivery' || outlet === 'webhook' || outlet === 'events' || WAYS[outlet] !== undefined;
}

function textOf({ text, headers }: Answer): string {
  return `${text}\n${headers}`;
}

async function each(
  asking: Asking,
  all: readonly (Asked & Pick<Told, 'about' | 'ofCase'>)[],
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (const { about, ofCase, ...asked } of all) {
    const answer = await asking.play.doors.ask(asking.caller, asked);
    told.push({
      ...{ text: textOf(answer), answer },
      ...(about === undefined ? {} : { about }),
      ...(ofCase === undefined ? {} : { ofCase }),
    });
  }
  return told;
}

/** Each of these statements under an address of its own. */
function ofStatements({ play, questions }: Asking, path: (digest: string) => string) {
  return questions.labels.flatMap((about) => {
    const digest = play.names.digests.get(about);
    return digest === undefined ? [] : [{ about, path: path(digest) }];
  });
}

function ofCases({ questions }: Asking, path: (name: string) => string) {
  return questions.cases.map((name) => ({ path: path(name) }));
}

async function pages(asking: Asking): Promise<readonly Told[]> {
  const { play, viewer } = asking;
  const signedIn = viewer.type === 'person';
  const drafts = signedIn
    ? [...play.names.drafts.values()].filter(({ party }) => party === viewer.party).slice(-2)
    : [...play.names.drafts.values()].slice(-1);
  return each(asking, [
    ...ofStatements(asking, (digest) => `/statements/${digest}`),
    ...ofCases(asking, (name) => `/cases/${name}`),
    { path: '/cases' },
    ...(signedIn ? [{ path: '/desk' }] : []),
    ...drafts.map(({ id }) => ({ path: `/drafts/${id}` })),
  ]);
}

async function prints(asking: Asking): Promise<readonly Told[]> {
  return each(asking, [
    ...ofStatements(asking, (digest) => `/statements/${digest}/receipt`).slice(0, 2),
    ...ofCases(asking, (name) => `/cases/${name}/brief`).slice(0, 1),
  ]);
}

async function api(asking: Asking): Promise<readonly Told[]> {
  const signedIn = asking.viewer.type !== 'anonymous';
  return each(asking, [
    ...ofStatements(asking, (digest) => `/api/v1/statements/${digest}`),
    ...asking.questions.cases.map((name) => ({ ofCase: name, path: `/api/v1/cases/${name}/statements` })),
    ...ofCases(asking, (name) => `/api/v1/cases/${name}/summary`),
    ...(signedIn ? ofCases(asking, (name) => `/api/v1/releases?case=${name}`) : []),
    ...(signedIn ? [{ path: '/api/v1/drafts' }] : []),
    { path: '/api/v1/cases' },
  ]);
}

async function recalls(asking: Asking): Promise<readonly Told[]> {
  const { play } = asking;
  const labels = [...[...play.names.recalls.keys()].slice(-3), ...asking.questions.labels.slice(0, 2)];
  const digests = labels.flatMap((label) => play.names.digests.get(label) ?? []);
  return each(
    asking,
    digests.map((digest) => ({ path: `/api/v1/recalls/${digest}` })),
  );
}

/** What was known already, a signature that is wrong, and what is refused: of statements, drafts and releases. */
async function replies(asking: Asking): Promise<readonly Told[]> {
  const { play, world, viewer, questions } = asking;
  const asked: Asked[] = [];
  for (const [at, label] of questions.labels.slice(0, 3).entries()) {
    const presentation = await presentationOf(play, world, label, ['title', 'case'], at === 2);
    if (presentation === undefined) continue;
    asked.push({ method: 'POST', path: '/api/v1/statements/signed', body: { presentation } });
    if (viewer.type === 'anonymous') continue;
    const target = play.names.digests.get(label) ?? '';
    asked.push({
      method: 'POST',
      path: '/api/v1/statements',
      body: { type: 'erasure', claims: { target, names: ['no_such_claim'], basis: 'none' } },
    });
    asked.push({
      method: 'POST',
      path: '/api/v1/releases',
      body: { target, to: didOf('Nobody'), channel: 'csirt' },
    });
    asked.push({
      method: 'POST',
      path: '/api/v1/statements',
      body: { type: 'late-disclosure', claims: { target, claims: ['no_such_claim'], tlp: 'clear' } },
    });
  }
  return each(asking, asked);
}

async function logs(asking: Asking): Promise<readonly Told[]> {
  return each(asking, [
    ...ofStatements(asking, (digest) => `/api/v1/statements/${digest}/proof`),
    ...ofStatements(asking, (digest) => `/log-explorer/${digest}`),
    { path: '/log-explorer' },
    { path: '/log/checkpoint' },
  ]);
}

/** Also words that the viewer is not to find. Pages say again what was typed, so only programs are asked. */
async function search(asking: Asking): Promise<readonly Told[]> {
  const told = await each(
    asking,
    asking.questions.words.slice(0, 3).map((word) => ({ path: `/api/v1/search?q=${word}` })),
  );
  return told;
}

async function exports_(asking: Asking): Promise<readonly Told[]> {
  return each(asking, [
    ...ofStatements(asking, (digest) => `/api/v1/statements/${digest}/bundle`).slice(0, 3),
    ...ofCases(asking, (name) => `/api/v1/cases/${name}/bundle`).slice(0, 2),
  ]);
}

async function feeds(asking: Asking): Promise<readonly Told[]> {
  if (asking.viewer.type === 'anonymous') return each(asking, [{ path: '/calendar/none' }]);
  return each(asking, [{ path: '/news' }, { path: '/api/v1/reminders' }]);
}

/** What was ever sent to a party from another node, or to any party of a node. */
async function deliveredTo(play: Play, world: World, viewer: Viewer): Promise<readonly Told[]> {
  const parties =
    viewer.type === 'party'
      ? [viewer.party]
      : viewer.type === 'peer'
        ? [...world.parties.keys()].filter((party) => homeOf(party) === viewer.node)
        : [];
  const dids = new Set(parties.map(didOf));
  return play.stage.wire.sent.filter(({ to }) => dids.has(to)).map(({ text }) => ({ text }));
}

/** Does the answer tell that there is such a statement? */
export function tellsOf({ answer }: Told): boolean {
  return answer !== undefined && isDone(answer);
}
