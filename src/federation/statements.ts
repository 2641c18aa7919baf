import { Type } from 'typebox';
import { InstantText, PARTY_KINDS, PersonRef, Territory } from '#parties/statements.ts';
import { ofKind } from '#statement/kinds.ts';
import { type Marking, marking, USES } from '#statement/marking.ts';
import {
  claim,
  controlling,
  Digest,
  PartyId,
  requiredClaim,
  type StatementType,
  statementType,
  typeSaidBy,
} from '#statement/statement-type.ts';
import { addressing, having, referring, typeThat } from '#statement/traits.ts';

/** The rooms a release travels in; going from one to another is a recorded decision (claim `crossing`). */
export const CHANNELS = ['csirt', 'police', 'diplomatic', 'public'] as const;
export type Channel = (typeof CHANNELS)[number];

/** How an answer reached the node that wrote it down. */
const VIAS = ['node', 'guest-link', 'mail', 'telephone'] as const;

/** The three proofs of the design; nothing else is called misbehaviour. */
const MISBEHAVIOUR_KINDS = ['two-roots', 'two-leaves', 'two-under-one-number'] as const;
export type MisbehaviourKind = (typeof MISBEHAVIOUR_KINDS)[number];

const MAX_TEXT_CHARACTERS = 2_000;
const MAX_NAME_CHARACTERS = 200;
const MAX_NAMED_CLAIMS = 64;
const MAX_PARTIES = 256;
const MAX_VKEYS = 8;
const MAX_VKEY_CHARACTERS = 4_096;
const MAX_URL_CHARACTERS = 512;
const MAX_ORIGIN_CHARACTERS = 255;
const MAX_HEAD_CHARACTERS = 400;
/** Room for two presentations with their proofs, each with post-quantum cosignatures. */
export const MAX_MISBEHAVIOUR_CHARACTERS = 32_000;

const Text = Type.String({ minLength: 1, maxLength: MAX_TEXT_CHARACTERS });
const ClaimName = ofKind({ words: 'claim-name' }, Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }));
const Assurance = ofKind({ words: 'assurance' }, Type.Union([Type.Literal('full'), Type.Literal('lower')]));
const ClaimNames = Type.Array(ClaimName, { maxItems: MAX_NAMED_CLAIMS, uniqueItems: true });
const Origin = Type.String({ minLength: 1, maxLength: MAX_ORIGIN_CHARACTERS });
const Vkey = Type.String({ minLength: 1, maxLength: MAX_VKEY_CHARACTERS });
/** More parties than there are to be told: counts end here, and what is added to them. */
export const MOST_PARTIES_COUNTED = 1_000_000;
const Count = Type.Integer({ minimum: 0, maximum: MOST_PARTIES_COUNTED });
/** A log's newest known checkpoint as `<origin> <size> <base64 root>`, so that histories can be compared later. */
const Head = Type.String({
  pattern: '^\\S+ (0|[1-9][0-9]{0,15}) [A-Za-z0-9+/]{43}=$',
  maxLength: MAX_HEAD_CHARACTERS,
});

const shared: Marking = marking('amber');
const close: Marking = marking('amber+strict');
const open: Marking = marking('clear', ['mitigation', 'regulation', 'attribution', 'publication']);

const heads = {
  own_head: claim("Newest checkpoint of the speaker's log", Head, shared),
  peer_head: claim("Newest checkpoint seen of the addressee's log", Head, shared),
};

const release: StatementType = typeThat(
  { wordless: true },
  statementType('release', 1, 'Release', {
    ...controlling({
      target: requiredClaim('Statement given', Digest, shared),
      to: addressing(requiredClaim('Given to', PartyId, shared)),
      claims: requiredClaim(
        'Claims given',
        ofKind({ words: 'claims' }, Type.Union([Type.Literal('all'), ClaimNames])),
        shared,
      ),
      channel: requiredClaim('Channel', Type.Union(CHANNELS.map((name) => Type.Literal(name))), shared),
    }),
    basis: claim(
      'Legal basis',
      Text,
      shared,
      'The law or agreement that allows it, cited so that it can be looked up',
    ),
    purpose: claim('Purpose', Text, shared),
    crossing: claim(
      'Why it leaves its channel',
      Text,
      shared,
      'Needed when the statement reached you in another channel',
    ),
    consent: claim('Consent of the victim', Digest, shared),
    ...controlling({
      hides_victim: requiredClaim('The victim is not named', Type.Boolean(), shared),
      under: claim('Under this agreement', Digest, shared, 'The text whose terms the receiver is bound by'),
      uses: claim(
        'May be used for',
        Type.Array(Type.Enum([...USES]), { maxItems: USES.length, uniqueItems: true }),
        shared,
        'No more than the agreement permits',
      ),
      delete_by: claim('To be deleted by', InstantText, shared),
    }),
    ...heads,
  }),
);

const receipt: StatementType = typeThat(
  { wordless: true },
  typeSaidBy({ by: 'addressee', of: 'release' }, 'receipt', 1, 'Receipt', {
    ...controlling({
      release: referring('answers', requiredClaim('Release', Digest, shared)),
      target: requiredClaim('Statement received', Digest, shared),
      received_at: requiredClaim('Received at', InstantText, shared, 'By the clock of the receiving node'),
      claims: requiredClaim('Claims that arrived', ClaimNames, shared),
      assurance: claim('Assurance', Assurance, shared),
      via: claim('Received through', Type.Union(VIAS.map((name) => Type.Literal(name))), shared),
      on_behalf_of: claim(
        'Written down for',
        PartyId,
        shared,
        'A party without a node, for which its host writes',
      ),
    }),
    ...heads,
  }),
);

const acknowledgement: StatementType = typeSaidBy(
  { by: 'addressee', of: 'receipt' },
  'acknowledgement',
  1,
  'Acknowledgement',
  {
    ...controlling({
      receipt: requiredClaim('Receipt', Digest, shared),
      target: requiredClaim('Statement read', Digest, shared),
      person: requiredClaim('Read by', PersonRef, close),
    }),
    person_name: claim(
      'Name of the reader',
      Type.String({ minLength: 1, maxLength: MAX_NAME_CHARACTERS }),
      close,
      'As a guest gives it',
    ),
    ...controlling({ at: requiredClaim('Read at', InstantText, shared) }),
    note: claim('Note', Text, shared),
    ...controlling({
      assurance: claim('Assurance', Assurance, shared),
      via: claim('Answered through', Type.Union(VIAS.map((name) => Type.Literal(name))), shared),
      on_behalf_of: claim('Written down for', PartyId, shared),
    }),
  },
);

const recall: StatementType = typeThat(
  { keyEvent: true },
  statementType('recall', 1, 'Recall', {
    target: referring('changes', requiredClaim('Statement called back', Digest, shared)),
    reason: having({ structural: true }, requiredClaim('Reason', Text, shared)),
    replaces: having({ structural: true }, claim('Statement to read instead', Digest, shared)),
  }),
);

const recallReport: StatementType = typeThat(
  { wordless: true },
  typeSaidBy({ by: 'addressee', of: 'recall' }, 'recall-report', 1, 'Recall report', {
    ...controlling({
      to: addressing(requiredClaim('Reported to', PartyId, shared, 'Who gave the recall to the reporting party')),
      recall: referring('answers', requiredClaim('Recall', Digest, shared)),
      target: requiredClaim('Statement called back', Digest, shared),
      confirmed: requiredClaim(
        'Parties that confirmed',
        Count,
        shared,
        'The reporting party and those it passed the recall to',
      ),
      unconfirmed: requiredClaim('Parties still silent', Count, shared),
    }),
    holders: claim(
      'Parties, named',
      Type.Array(PartyId, { maxItems: MAX_PARTIES }),
      close,
      'Only where the agreements with them allow it',
    ),
  }),
);

const consent: StatementType = statementType('consent', 1, 'Consent of the victim', {
  ...controlling({
    target: requiredClaim('Statement', Digest, shared),
    to: claim('May be named to', Type.Array(PartyId, { minItems: 1, maxItems: MAX_PARTIES }), shared),
    scope: requiredClaim(
      'Reach',
      Type.Union([Type.Literal('named-parties'), Type.Literal('affected-states'), Type.Literal('public')]),
      shared,
    ),
    claims: requiredClaim('Claims', ClaimNames, shared),
  }),
});

const peerConfirmation: StatementType = typeThat(
  { wordless: true, describes: 'peer' },
  statementType('peer-confirmation', 1, 'Peer confirmation', {
    ...controlling({
      peer: requiredClaim('Party', PartyId, open),
      root: requiredClaim(
        'Thumbprint of its root key',
        Digest,
        open,
        'RFC 7638, as read out by its listed point of contact',
      ),
      kind: claim('Kind of party', Type.Enum([...PARTY_KINDS]), open),
      territory: claim(
        'State',
        Territory,
        open,
        'It stays what was confirmed, whatever the party says of itself later',
      ),
      node: requiredClaim(
        'Address of its node',
        Type.String({ pattern: '^https?://', maxLength: MAX_URL_CHARACTERS }),
        open,
      ),
      log_origin: requiredClaim('Origin of its log', Origin, open),
      log_vkey: requiredClaim('Key of its log', Vkey, open),
      former_vkeys: claim(
        'Keys of the logs it had before',
        Type.Array(Vkey, { maxItems: MAX_VKEYS }),
        open,
        'A restored node goes on with a successor; what stands in the ended log stays verifiable',
      ),
      witness_vkeys: requiredClaim('Keys of its witness', Type.Array(Vkey, { maxItems: MAX_VKEYS }), open),
      request_vkey: requiredClaim('Key its node signs requests with', Vkey, open),
    }),
    via: requiredClaim('Confirmed through', Text, shared, 'The listed point of contact that was asked, and how'),
  }),
);

const peerRemoval: StatementType = typeThat(
  { describes: 'peer' },
  statementType('peer-removal', 1, 'Peer removal', {
    ...controlling({ peer: requiredClaim('Party', PartyId, open) }),
    reason: requiredClaim('Reason', Text, shared),
  }),
);

const misbehaviourProof: StatementType = typeThat(
  { wordless: true },
  statementType('misbehaviour-proof', 1, 'Proof of misbehaviour', {
    ...controlling({
      log_origin: requiredClaim('Origin of the log', Origin, open),
      party: claim('Party', PartyId, open),
      kind: requiredClaim('Kind of proof', Type.Union(MISBEHAVIOUR_KINDS.map((kind) => Type.Literal(kind))), open),
      proof: requiredClaim(
        'The proof',
        Type.String({ maxLength: MAX_MISBEHAVIOUR_CHARACTERS }),
        open,
        'Can be checked offline, by anybody',
      ),
    }),
  }),
);

export const FEDERATION_TYPES: readonly StatementType[] = [
  release,
  receipt,
  acknowledgement,
  recall,
  recallReport,
  consent,
  peerConfirmation,
  peerRemoval,
  misbehaviourProof,
];
