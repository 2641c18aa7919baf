/** Asks real nodes through their outlets, as one viewer, and gives back all that was answered: text, headers, refusals. */
import { holdings } from '#federation/holdings.ts';
import { openSession } from '#parties/session.ts';
import { present } from '#statement/present.ts';
import type { Label, NodeName, Single, Viewer } from './acts.ts';
import type { Deeds } from './deeds.ts';
import { namesHere } from './drafts.ts';
import type { OutletName } from './outlets.ts';
import type { StageNode } from './stage.ts';
import { nodeOf, type World } from './world.ts';

/** Linux answers on all of 127/8; nobody is to wait because somebody else asked before. */
const ADDRESSES = 250;
const MINUTES_A_SESSION_LASTS = 30;

/** Outlets that answer about one statement; the others show many at once. */
export const ABOUT_ONE: readonly OutletName[] = ['api', 'page', 'export', 'log', 'recalls', 'print'];
export const ABOUT_MANY: readonly OutletName[] = ['search', 'feed', 'reply'];
/** What this driver cannot read yet: `README.md` says why. */
export const READ: readonly OutletName[] = [...ABOUT_ONE, ...ABOUT_MANY, 'delivery'];

type Headers = Readonly<Record<string, string>>;
type Asked = {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly body?: object;
  readonly headers?: Headers;
};

export class Asking {
  readonly #deeds: Deeds;
  readonly #sessions = new Map<string, { readonly secret: string; readonly until: Temporal.Instant }>();
  #asked = 0;

  constructor(deeds: Deeds) {
    this.#deeds = deeds;
  }

  /** Whom this viewer asks; a token asks the node that made it. */
  nodeFor(world: World, viewer: Viewer): StageNode | undefined {
    const { stage } = this.#deeds;
    if (viewer.type === 'anonymous') return stage.node(viewer.node);
    if (viewer.type === 'person') return stage.home(viewer.party);
    const party = viewer.type === 'token' ? world.tokens.get(viewer.token)?.party : undefined;
    return party === undefined ? undefined : stage.home(party);
  }

  /** Whatever this outlet tells about one statement, or, where it tells of many, about whatever it finds by its words. */
  async answer(world: World, viewer: Viewer, by: OutletName, of: Label): Promise<string | undefined> {
    const node = this.nodeFor(world, viewer);
    const digest = this.#deeds.digests.get(of);
    if (node?.app === undefined || digest === undefined) return undefined;
    const asked = pathsOf(by, digest, wordIn(world, of));
    const texts = await Promise.all(asked.map((one) => this.#ask(node, viewer, one)));
    return texts.join('\n');
  }

  /** The page of a case, for whoever knows its name. */
  async casePage(world: World, viewer: Viewer, caseId: string): Promise<string | undefined> {
    const node = this.nodeFor(world, viewer);
    if (node?.app === undefined) return undefined;
    const text = await this.#ask(node, viewer, { path: `/cases/${caseId}` });
    return text.replaceAll(caseId, '');
  }

  async #ask(node: StageNode, viewer: Viewer, { method = 'GET', path, body, headers = {} }: Asked) {
    this.#asked += 1;
    const answer = await node.app!.inject({
      method,
      url: path,
      remoteAddress: `127.0.${1 + (Math.floor(this.#asked / ADDRESSES) % ADDRESSES)}.${1 + (this.#asked % ADDRESSES)}`,
      headers: { ...headers, ...(await this.#credentials(node, viewer)) },
      ...(body === undefined ? {} : { payload: body }),
    });
    return `${answer.statusCode} ${JSON.stringify(answer.headers)}\n${answer.payload}`;
  }

  async #credentials(node: StageNode, viewer: Viewer): Promise<Headers> {
    if (viewer.type === 'token') {
      const secret = this.#deeds.tokens.get(viewer.token)?.secret;
      return secret === undefined ? {} : { authorization: `Bearer ${secret}` };
    }
    if (viewer.type !== 'person') return {};
    const { stage } = this.#deeds;
    const { person, party } = {
      person: stage.personOf(viewer.person, viewer.party),
      party: stage.did(viewer.party),
    };
    const known = this.#sessions.get(person);
    const now = stage.now();
    const lasts = known !== undefined && Temporal.Instant.compare(now, known.until) < 0;
    const secret = lasts ? known.secret : await openSession(node.connection, { person, party, how: 'seat' }, now);
    this.#sessions.set(person, {
      secret,
      until: lasts ? known.until : now.add({ minutes: MINUTES_A_SESSION_LASTS }),
    });
    return { cookie: `${node.app!.cookieNames.session}=${secret}` };
  }

  /** A known statement handed in again by somebody who holds a part of it, or says that he does. */
  async replay(world: World, act: Extract<Single, { type: 'replay' }>): Promise<string | undefined> {
    const said = world.statements.get(act.of);
    const digest = this.#deeds.digests.get(act.of);
    const home = said === undefined ? undefined : this.#deeds.stage.home(said.issuer);
    const node = this.#deeds.stage.node(act.node);
    if (home === undefined || node?.app === undefined || digest === undefined) return undefined;
    const holding = (await holdings(home.connection, [digest])).get(digest);
    if (holding === undefined) return undefined;
    const names = namesHere(this.#deeds, act.of, act.claims);
    const disclosures = holding.disclosures.filter(({ claim }) => names.includes(claim.name));
    const jwt = act.forged ? `${holding.jwt.slice(0, -8)}AAAAAAAA` : holding.jwt;
    const presentation = present(
      jwt,
      disclosures.map(({ encoded }) => encoded),
    );
    const path = '/api/v1/statements/signed';
    return this.#ask(node, here(world, act.viewer, act.node), { method: 'POST', path, body: { presentation } });
  }

  /** The key under which a party's next act may be handed in, used up by somebody else. */
  async squat(world: World, act: Extract<Single, { type: 'squat' }>): Promise<string | undefined> {
    const node = this.#deeds.stage.node(act.node);
    const digest = this.#deeds.digests.get(act.of);
    if (node?.app === undefined || digest === undefined) return undefined;
    const keys = [`recall/${digest}`, `recall ${digest}`, digest];
    const asked = keys.map((key) => ({
      method: 'POST' as const,
      path: '/api/v1/statements/signed',
      body: { presentation: 'e30.e30.AA~' },
      headers: { 'idempotency-key': key },
    }));
    const texts = await Promise.all(asked.map((one) => this.#ask(node, here(world, act.viewer, act.node), one)));
    return texts.join('\n');
  }
}

/** Who is known at another node is a stranger at this one. */
function here(world: World, viewer: Viewer, node: NodeName): Viewer {
  const home =
    viewer.type === 'person'
      ? nodeOf(world, viewer.party)
      : viewer.type === 'token'
        ? nodeOf(world, world.tokens.get(viewer.token)?.party ?? '')
        : undefined;
  return home === node ? viewer : { type: 'anonymous', node };
}

function wordIn(world: World, of: Label): string {
  const claims = world.statements.get(of)?.claims ?? [];
  return claims.find(({ name }) => name !== 'case')?.needle ?? of;
}

function pathsOf(by: OutletName, digest: string, word: string): readonly Asked[] {
  switch (by) {
    case 'api':
      return [{ path: `/api/v1/statements/${digest}` }];
    case 'page':
      return [{ path: `/statements/${digest}` }];
    case 'print':
      return [{ path: `/statements/${digest}/receipt` }];
    case 'export':
      return [{ path: `/api/v1/statements/${digest}/bundle` }];
    case 'log':
      return [{ path: `/api/v1/statements/${digest}/proof` }, { path: '/log-explorer' }];
    case 'recalls':
      return [{ path: `/api/v1/recalls/${digest}` }];
    case 'search':
      return [{ path: `/api/v1/search?q=${word}` }];
    case 'feed':
      return [{ path: '/api/v1/cases' }, { path: '/cases' }, { path: '/news' }];
    case 'reply':
      return [{ path: `/statements/${digest}/withdraw` }, { path: `/api/v1/statements/${digest}/nothing` }];
    default:
      return [];
  }
}
