/** Plays acts on the nodes of a stage, through the same doors as anybody: drafts, signed statements, deliveries. */
import { randomUUID } from 'node:crypto';
import { troubles } from '#federation/attempts.ts';
import { deliveries } from '#federation/deliveries.ts';
import type { Actor, Submission } from '#ledger/contract.ts';
import { issueToken, revokeToken } from '#parties/tokens.ts';
import { mandatesOf } from '#parties/view.ts';
import type { Draft } from '#statement/draft.ts';
import { eventually } from '#testing/eventually.ts';
import type { Act, Label, PartyName, PersonName, Scope, Signed, Single, TokenName } from './acts.ts';
import { contentDraft, namesHere, releaseDraft } from './drafts.ts';
import { ROLES, type Stage, type StageNode } from './stage.ts';
import { isHonest, type World } from './world.ts';

/** What became of an act: done, or why not: a refusal's code, or `unplayed` where the product has no such act. */
export type Deed = 'done' | (string & {});
export const UNPLAYED = 'unplayed';

const DELIVERY_LIMIT_MS = 20_000;
const TOKEN_HOURS = 2_000;
const SCOPES: Readonly<Record<Scope, string>> = { statements: 'read', recalls: 'release', submit: 'author:*' };
/** Labels that a case marked closed is released under: the law is cited where only the originator is in question. */
const NEEDS_BASIS: readonly string[] = ['originator-consent-needed', 'relay-own-statement'];

export type Told = { readonly id: string; readonly secret: string };

/** What a driver has to remember of the statements that stand behind the model's labels. */
export class Deeds {
  readonly stage: Stage;
  readonly digests = new Map<Label, string>();
  readonly kinds = new Map<Label, Single['type']>();
  readonly communities = new Map<string, string>();
  readonly tokens = new Map<TokenName, Told>();
  /** With every disclosure, as its issuer's own node answered it. */
  readonly #consents = new Map<string, string>();

  constructor(stage: Stage) {
    this.stage = stage;
  }

  /** Both of a batch are handed in at once, so that they share a transaction where they can. */
  async batch(world: World, acts: readonly Single[]): Promise<readonly Deed[]> {
    return Promise.all(acts.map((act) => this.play(world, act)));
  }

  async play(world: World, act: Single): Promise<Deed> {
    switch (act.type) {
      case 'say':
      case 'link':
      case 'hold':
        return this.#sayContent(world, act);
      case 'release':
        return this.#release(world, act);
      case 'receipt':
        return this.#receipt(world, act);
      case 'acknowledge':
        return this.#acknowledge(act);
      case 'declassify':
        return this.#about(world, act, 'late-disclosure', (target) => ({
          target,
          claims: [...namesHere(this, act.of, act.claims)],
          tlp: 'clear',
        }));
      case 'consent':
        return this.#consent(world, act);
      case 'recall':
        return this.#about(world, act, 'recall', (target) => ({ target, reason: `To ${act.how}` }));
      case 'erase':
        return this.#erase(world, act);
      case 'mandate':
      case 'end-mandate':
        return this.#mandate(world, act);
      case 'token':
      case 'revoke-token':
        return this.#token(act);
      case 'community':
      case 'join':
        return this.#community(act);
      case 'serve':
        return act.agreed ? this.#serve(act) : UNPLAYED;
      case 'wait':
        this.stage.wait(act.hours * 3_600);
        return 'done';
      default:
        return UNPLAYED;
    }
  }

  actorOf(world: World, { party, by }: Pick<Signed, 'party' | 'by'>): Actor {
    const did = this.stage.did(party);
    if (by !== undefined) return { kind: 'person', party: did, person: this.stage.personOf(by, party) };
    return isHonest(world, party) ? { kind: 'key', party: did } : this.stage.keeperOf(party);
  }

  async submit(home: StageNode | undefined, actor: Actor, draft: Draft, label?: Label): Promise<Deed> {
    if (home === undefined) return UNPLAYED;
    const submission: Submission = { kind: 'draft', actor, draft };
    const said = await home.ledger.submit(submission);
    if (!said.ok) return said.refusal.code;
    if (label !== undefined && said.value !== null) this.digests.set(label, said.value.digest);
    return 'done';
  }

  async #sayContent(world: World, act: Extract<Single, { type: 'say' | 'link' | 'hold' }>): Promise<Deed> {
    const home = this.stage.home(act.party);
    const draft = contentDraft(this, act);
    const asked = act.type === 'hold' ? this.#holding(world, act, draft) : draft;
    if (asked === undefined) return 'target-unknown';
    const deed = await this.submit(home, this.actorOf(world, act), asked, act.statement);
    if (deed === 'done') this.kinds.set(act.statement, act.type);
    return deed;
  }

  #holding(world: World, act: Extract<Single, { type: 'hold' }>, draft: Draft): Draft | undefined {
    const target = this.digests.get(act.of);
    const inCase = world.statements.get(act.of)?.claims.find(({ name }) => name === 'case')?.needle;
    if (target === undefined) return undefined;
    const until = this.stage.now().add({ hours: act.hours }).toString({ smallestUnit: 'second' });
    const hidden = act.hiddenFrom.filter((name) => name !== 'public').map((name) => this.stage.did(name));
    const aimed = inCase === draft.case ? { target } : {};
    const approver = this.stage.mandated.find(
      ({ party, person }) =>
        party === act.party && person !== act.by && world.mandates.get(`${person} ${party}`) === 'approver',
    );
    return {
      ...draft,
      claims: { ...draft.claims, ...aimed, until, hidden_from: hidden },
      approvals: approver === undefined ? [] : [this.stage.personOf(approver.person, act.party)],
    };
  }

  async #release(world: World, act: Extract<Single, { type: 'release' }>): Promise<Deed> {
    const home = this.stage.home(act.party);
    const draft = releaseDraft(this, world, act, act, act.approvedBy);
    if (home === undefined || draft === undefined) return UNPLAYED;
    const deed = await this.#tryRelease(world, act, home, draft);
    if (deed !== 'done' || this.stage.home(act.to) === undefined) return deed;
    await this.settled(home, this.digests.get(act.release) ?? '');
    return deed;
  }

  /** What the model's release leaves to its author: whether the victim is named, and the law where only that lacks. */
  async #tryRelease(
    world: World,
    act: Extract<Single, { type: 'release' }>,
    home: StageNode,
    draft: Draft,
  ): Promise<Deed> {
    const actor = this.actorOf(world, act);
    const consent = this.#consents.get(act.of);
    let claims = consent === undefined ? draft.claims : { ...draft.claims, consent };
    const said = world.statements.get(act.of);
    const namesVictim = said?.claims.some(
      ({ name, victim }) => victim !== undefined && (act.claims === 'all' || act.claims.includes(name)),
    );
    for (let attempt = 0; ; attempt += 1) {
      const deed = await this.submit(home, actor, { ...draft, claims }, act.release);
      if (attempt === 3) return deed;
      if (deed === 'victim-flag-wrong') claims = { ...claims, hides_victim: claims.hides_victim !== true };
      else if (NEEDS_BASIS.includes(deed) && namesVictim !== true && claims.basis === undefined) {
        claims = { ...claims, basis: 'Act 2, section 7' };
      } else if (deed.startsWith('consent-') && 'consent' in claims) {
        const { consent: _, ...without } = claims;
        claims = without;
      } else return deed;
    }
  }

  /** Until the receiver's node answered, or refused, or the node that sends it knows that it cannot. */
  async settled({ connection }: StageNode, release: string): Promise<boolean> {
    return eventually(
      'a release is answered',
      async () => {
        const [delivery] = await deliveries(connection, { releases: [release] });
        if (delivery?.receipt) return 'yes' as const;
        return (await troubles(connection, [release])).length > 0 ? ('no' as const) : undefined;
      },
      DELIVERY_LIMIT_MS,
    ).then((answer) => answer === 'yes');
  }

  /** An honest node answers by itself; what others write for it is tried, and must do nothing. */
  async #receipt(world: World, act: Extract<Single, { type: 'receipt' }>): Promise<Deed> {
    const given = world.releases.get(act.release);
    const release = this.digests.get(act.release);
    const home = given === undefined ? undefined : this.stage.home(given.from);
    if (given === undefined || release === undefined || home === undefined) return UNPLAYED;
    if (act.claims !== 'all' || act.party !== given.to) {
      const claims = {
        release,
        target: this.digests.get(given.of) ?? '',
        received_at: this.stage.now().toString({ smallestUnit: 'second' }),
        claims: [
          ...namesHere(this, given.of, world.statements.get(given.of)?.claims.map(({ name }) => name) ?? []),
        ],
      };
      const draft: Draft = { type: 'receipt', issuer: this.stage.did(act.party), case: randomUUID(), claims };
      await this.submit(this.stage.home(act.party), this.actorOf(world, act), draft);
      if (act.party !== given.to) return 'receipt-of-another';
    }
    const [delivery] = await deliveries(home.connection, { releases: [release] });
    return delivery?.receipt ? 'done' : 'not-received';
  }

  async #acknowledge(act: Extract<Single, { type: 'acknowledge' }>): Promise<Deed> {
    const release = this.digests.get(act.release);
    const home = this.stage.home(act.party);
    if (release === undefined || home === undefined || act.by === undefined) return UNPLAYED;
    const [delivery] = await deliveries(home.connection, { releases: [release] });
    if (!delivery?.receipt) return 'not-received';
    const person = this.stage.personOf(act.by, act.party);
    const draft: Draft = {
      type: 'acknowledgement',
      issuer: this.stage.did(act.party),
      case: delivery.case ?? randomUUID(),
      claims: {
        receipt: delivery.receipt.digest,
        target: delivery.target,
        person,
        at: this.stage.now().toString({ smallestUnit: 'second' }),
      },
    };
    return this.submit(home, { kind: 'person', party: draft.issuer, person }, draft, act.statement);
  }

  /** A statement about another one, which stands in the case of that one. */
  async #about(
    world: World,
    act: Signed & { readonly of: Label },
    type: string,
    claimsOf: (target: string) => Draft['claims'],
  ): Promise<Deed> {
    const target = this.digests.get(act.of);
    const inCase = world.statements.get(act.of)?.claims.find(({ name }) => name === 'case')?.needle;
    if (target === undefined) return 'target-unknown';
    const draft = {
      type,
      issuer: this.stage.did(act.party),
      case: inCase ?? randomUUID(),
      claims: claimsOf(target),
    };
    return this.submit(this.stage.home(act.party), this.actorOf(world, act), draft, act.statement);
  }

  async #consent(world: World, act: Extract<Single, { type: 'consent' }>): Promise<Deed> {
    const deed = await this.#about(world, act, 'consent', (target) => ({
      target,
      scope: 'affected-states',
      claims: ['victim_name', 'victim_party'],
    }));
    const digest = this.digests.get(act.statement);
    if (deed === 'done' && digest !== undefined) this.#consents.set(act.of, digest);
    return deed;
  }

  /** The name of a case is never erased here; the other claims are. */
  async #erase(world: World, act: Extract<Single, { type: 'erase' }>): Promise<Deed> {
    const names = namesHere(this, act.of, act.claims).filter((name) => name !== 'case');
    if (names.length === 0 || act.claims.includes('case')) return 'claim-not-erasable';
    return this.#about(world, act, 'erasure', (target) => ({
      target,
      names: [...names],
      basis: 'Act 3, section 17',
    }));
  }

  async #mandate(world: World, act: Extract<Single, { type: 'mandate' | 'end-mandate' }>): Promise<Deed> {
    const home = this.stage.home(act.party);
    if (home === undefined) return UNPLAYED;
    const { did, now } = this.stage;
    const person = this.stage.personOf(act.person, act.party);
    const administers = act.by !== undefined && world.mandates.get(`${act.by} ${act.party}`) === 'approver';
    const actor = administers ? this.stage.keeperOf(act.party) : this.actorOf(world, act);
    const inForce = await mandatesOf(home.connection, did(act.party), now(), person);
    const draft = { issuer: did(act.party), case: this.stage.ownCase(act.party) };
    const from = now().toString({ smallestUnit: 'second' });
    const until = now()
      .add({ hours: 24 * 365 })
      .toString({ smallestUnit: 'second' });
    const given = {
      party: did(act.party),
      person,
      display_name: act.person,
      valid_from: from,
      valid_until: until,
    };
    const end = (mandate: string): Draft => ({
      ...draft,
      type: 'mandate-end',
      claims: { party: did(act.party), mandate, ended_at: from },
    });
    if (act.type === 'end-mandate' && inForce.length === 0) return 'mandate-ended';
    if (act.type === 'mandate') {
      const roles = [...ROLES[act.role]];
      const said = await this.submit(
        home,
        actor,
        { ...draft, type: 'mandate', claims: { ...given, roles } },
        act.statement,
      );
      if (said !== 'done') return said;
    }
    for (const { digest } of inForce) {
      const ended = await this.submit(
        home,
        actor,
        end(digest),
        act.type === 'end-mandate' ? act.statement : undefined,
      );
      if (ended !== 'done') return ended;
    }
    return 'done';
  }

  async #token(act: Extract<Single, { type: 'token' | 'revoke-token' }>): Promise<Deed> {
    const home = this.stage.home(act.party);
    if (home === undefined || act.by === undefined) return UNPLAYED;
    const { did, now, personOf } = this.stage;
    const person = personOf(act.by, act.party);
    if (act.type === 'revoke-token') {
      const known = this.tokens.get(act.token);
      const revoked = await revokeToken(home.connection, { id: known?.id ?? '', party: did(act.party) }, now());
      return revoked.ok ? 'done' : revoked.refusal.code;
    }
    const expiresAt = now().add({ hours: TOKEN_HOURS });
    const wanted = {
      person,
      party: did(act.party),
      label: act.token,
      scopes: act.scopes.map((one) => SCOPES[one]),
      expiresAt,
    };
    const made = await issueToken(home.connection, wanted, now());
    if (!made.ok) return made.refusal.code;
    this.tokens.set(act.token, { id: made.value.id, secret: made.value.token });
    return 'done';
  }

  async #community(act: Extract<Single, { type: 'community' | 'join' }>): Promise<Deed> {
    const { did, keeperOf, home, personOf } = this.stage;
    if (act.type === 'community') {
      const community = randomUUID();
      this.communities.set(act.community, community);
      const members = this.stage.mandated.map(({ party }) => did(party));
      const claims = { community, name: act.community, members: [...new Set(members)], permits: ['mitigation'] };
      const approver = act.steward === 'Authority' ? 'ada' : 'nora';
      const approvals = [personOf(approver, act.steward)];
      const draft = { type: 'agreement', issuer: did(act.steward), case: community, claims, approvals };
      return this.submit(home(act.steward), keeperOf(act.steward), draft, `agreement ${act.community}`);
    }
    const community = this.communities.get(act.community);
    const agreement = this.digests.get(`agreement ${act.community}`);
    if (!act.agreed || community === undefined || agreement === undefined) return UNPLAYED;
    const claims = { community, member: did(act.party), agreement };
    const approver = this.#approverOf(act.party);
    const draft = { type: 'accession', issuer: did(act.party), case: community, claims, approvals: approver };
    return this.submit(home(act.party), keeperOf(act.party), draft);
  }

  #approverOf(party: PartyName): readonly string[] {
    const approvers: Readonly<Record<PartyName, PersonName>> = {
      Authority: 'ada',
      Hospital: 'hana',
      Neighbour: 'nora',
      Partner: 'paul',
    };
    const person = approvers[party];
    return person === undefined ? [] : [this.stage.personOf(person, party)];
  }

  async #serve(act: Extract<Single, { type: 'serve' }>): Promise<Deed> {
    const { did, keeperOf, home, ownCase } = this.stage;
    const claims = { party: did(act.party), serves: did(act.served) };
    const draft = { type: 'service-relation', issuer: did(act.party), case: ownCase(act.party), claims };
    return this.submit(home(act.party), keeperOf(act.party), draft);
  }
}

/** The acts of one line, whether they come alone or together. */
export function singles(act: Act): readonly Single[] {
  return act.type === 'batch' ? act.acts : [act];
}
