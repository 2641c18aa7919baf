import { type TSchema, Type } from 'typebox';
import type { ClaimTraits, TypeTraits } from './claim-traits.ts';
import type { Claim, JsonValue } from './draft.ts';
import { type Kind, ofKind, schemaOf } from './kinds.ts';
import { type Marking, marking } from './marking.ts';
import { HIDDEN_FROM } from './show.ts';

/** How one claim of a type is written, shown by default, and explained to the person who fills it in. */
export type ClaimSpec = {
  readonly schema: TSchema;
  readonly marking: Marking;
  readonly required: boolean;
  readonly label: string;
  readonly help?: string;
  /** Others are bound by it, or freed: it is never erased, and so says nothing of a person but an identifier. */
  readonly controls?: true;
  /** What other rooms must know of it, so that none of them keeps a list of names. */
  readonly traits?: ClaimTraits;
};

/** A kind of statement: its name is also its file, route, table and test title. */
export type StatementType = {
  readonly name: string;
  readonly version: number;
  /** `urn:comity:statement:<name>:<version>`, the always-shown `vct`. */
  readonly vct: string;
  readonly label: string;
  readonly claims: Readonly<Record<string, ClaimSpec>>;
  readonly saidBy: SaidBy;
  readonly traits?: TypeTraits;
  readonly place: Place;
};

/**
 * Where it is said. Without a `page` of its own, whose address may hold `{case}` and `{about}`, a form made from the type
 * serves. What is `outside` stands in no case that another statement opened.
 */
export type Place = { readonly page?: string; readonly outside?: true };

/**
 * Who may say a statement of a type: `anybody`; `itself`, the party that the claim names; `itself-or-host`, that party
 * or the authority which serves it; `addressee`, the party to which what the claim names was given or whose answer it
 * is. What the claims cannot tell alone is looked up where the statement is read.
 */
export type SaidBy =
  | { readonly by: 'anybody' }
  | { readonly by: 'itself' | 'itself-or-host' | 'addressee'; readonly of: string };

const ANYBODY: SaidBy = { by: 'anybody' };

/** "Not known yet" and "does not apply" are values a reporter states, distinct from an absent claim. */
export const NOT_KNOWN_YET = { known: 'not-yet' } as const;
export const NOT_APPLICABLE = { known: 'not-applicable' } as const;
export const Unknown = Type.Object(
  { known: Type.Union([Type.Literal('not-yet'), Type.Literal('not-applicable')]) },
  { additionalProperties: false },
);

/** A claim whose value may be stated as not known yet. */
export function orUnknown<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Unknown]);
}

export function isUnknown(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'known' in value && Object.keys(value).length === 1;
}

/** A claim whose value may be stated as an estimate: the same value, said with less weight. */
export function orEstimate<Schema extends TSchema>(schema: Schema) {
  return Type.Union([schema, Type.Object({ estimate: schema }, { additionalProperties: false })]);
}

export function isEstimate(value: unknown): value is { readonly estimate: JsonValue } {
  return typeof value === 'object' && value !== null && 'estimate' in value && Object.keys(value).length === 1;
}

/** `of`: a kind, or a schema whose kind is read off it. */
export function claim(label: string, of: Kind | TSchema, mark: Marking, help?: string): ClaimSpec {
  return { schema: schemaOf(of), marking: mark, required: false, label, ...(help === undefined ? {} : { help }) };
}

export function requiredClaim(label: string, of: Kind | TSchema, mark: Marking, help?: string): ClaimSpec {
  return { ...claim(label, of, mark, help), required: true };
}

/**
 * Claims that say who may act, which key counts, what is called back or has ended, from whom something is hidden. Without
 * them what they ended would stand again. What names another statement by its digest is one wherever it stands.
 */
export function controlling<const Claims extends Readonly<Record<string, ClaimSpec>>>(
  claims: Claims,
): { readonly [Name in keyof Claims]: ClaimSpec } {
  const entries = Object.entries(claims).map(([name, spec]) => [name, { ...spec, controls: true }]);
  return Object.fromEntries(entries) as { readonly [Name in keyof Claims]: ClaimSpec };
}

/** May this claim not be erased? Of types that are not known here, what looks as if it controlled. */
export function controls(type: StatementType | undefined, { name, value }: Claim): boolean {
  const spec = type?.claims[name] ?? COMMON_CLAIMS[name];
  if (spec !== undefined) return spec.controls === true;
  const isDigest = (one: JsonValue) => typeof one === 'string' && DIGEST.test(one);
  return (
    name === HIDDEN_FROM || (Array.isArray(value) && value.length > 0 ? value.every(isDigest) : isDigest(value))
  );
}

function namesStatement({ schema }: ClaimSpec): boolean {
  const { pattern, items } = schema as {
    readonly pattern?: string;
    readonly items?: { readonly pattern?: string };
  };
  return pattern === DIGEST_PATTERN || items?.pattern === DIGEST_PATTERN;
}

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[47][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$';
const DIGEST_PATTERN = '^[A-Za-z0-9_-]{43}$';
const DIGEST = new RegExp(DIGEST_PATTERN);
const PARTY_PATTERN = '^did:web:[a-z0-9][a-z0-9.:%-]{0,250}$';
/** No statement speaks of an instant before or after these years: what is stored must be exact to compare. */
const CENTURIES = '(19|20|21)';
/** Seconds since 1970 at the end of the last of these years. */
const LAST_SECOND = 7_258_118_399;
/** An instant in UTC (RFC 3339, with `Z`) from 1900 to 2199. */
export const INSTANT_PATTERN = `^${CENTURIES}\\d{2}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?Z$`;

/** UUID version 4 (a case) or 7 (a person, a blob), lower case. */
export const Uuid = Type.String({ pattern: UUID_PATTERN });
/** SHA-256 of an issuer-signed JWT, base64url without padding. */
export const Digest = ofKind('digest', Type.String({ pattern: DIGEST_PATTERN }));
/** A party's `did:web` identifier. */
export const PartyId = ofKind('party', Type.String({ pattern: PARTY_PATTERN, maxLength: 259 }));
/** A case, named as a claim. */
export const CaseId = ofKind('case', Type.String({ pattern: UUID_PATTERN }));

/** What these patterns ask for, in words. */
export const FORMS_IN_WORDS: ReadonlyMap<string, string> = new Map([
  [UUID_PATTERN, 'must be a UUID in small letters (a case, a draft or a file)'],
  [DIGEST_PATTERN, 'must be a digest or thumbprint (43 characters)'],
  [PARTY_PATTERN, 'must be a party, written did:web:host.example'],
  [INSTANT_PATTERN, 'must be an instant in UTC, as 2026-03-01T14:30:00Z, from 1900 to 2199'],
]);

const own = marking('amber');
/** A number that is exact on every machine. */
const RunningNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });

/**
 * Claims every statement carries besides its type's own. `number` is the party's running number and
 * `case_number` the number in the case: withholdable commitments, so that an omission shows in an export.
 */
export const COMMON_CLAIMS: Readonly<Record<string, ClaimSpec>> = {
  ...controlling({
    iat: requiredClaim(
      'Said to be signed at',
      ofKind('seconds', Type.Integer({ minimum: 0, maximum: LAST_SECOND })),
      own,
      'Seconds since 1970 (UTC), asserted by the signer',
    ),
    case: requiredClaim('Case', CaseId, own),
    number: requiredClaim('Running number of the party', RunningNumber, own),
    case_number: requiredClaim('Number in the case', RunningNumber, own),
  }),
  author: claim('Signed for the party by', Type.String({ maxLength: 300 }), marking('amber+strict')),
  approvals: claim(
    'Approved by',
    Type.Array(Type.String({ maxLength: 300 }), { maxItems: 8 }),
    marking('amber+strict'),
  ),
};

/** For what is said to everybody: its case is open, so that whoever reads it finds what was said before and after it. */
export const IN_OPEN_CASE: Readonly<Record<string, ClaimSpec>> = {
  case: { ...COMMON_CLAIMS.case!, marking: marking('clear', ['mitigation', 'publication']) },
};

/**
 * For what a company reports: it may say of its own claims that they are trade secrets (Directive (EU) 2016/943, Article
 * 2(1)). They stay out of every projection but those that a law requires (Article 1(2)(b) leaves such laws untouched;
 * Directive (EU) 2022/2555, Articles 2(13) and 23(6), keeps the entity's commercial interests beyond them).
 */
export const TRADE_SECRETS: Readonly<Record<'trade_secrets', ClaimSpec>> = controlling({
  trade_secrets: {
    ...claim(
      'Trade secrets',
      Type.Array(Type.String({ pattern: '^[a-z][a-z0-9_]{0,63}$' }), {
        minItems: 1,
        maxItems: 64,
        uniqueItems: true,
      }),
      marking('amber+strict', ['regulation']),
    ),
    traits: { secret: 'named-here', structural: true },
  },
});

export function statementType(
  name: string,
  version: number,
  label: string,
  claims: Readonly<Record<string, ClaimSpec>>,
  place: Place = {},
): StatementType {
  return typeSaidBy(ANYBODY, name, version, label, claims, place);
}

/** A type that not anybody may say. */
export function typeSaidBy(
  saidBy: SaidBy,
  name: string,
  version: number,
  label: string,
  claims: Readonly<Record<string, ClaimSpec>>,
  place: Place = {},
): StatementType {
  const references = Object.fromEntries(Object.entries(claims).filter(([, spec]) => namesStatement(spec)));
  return {
    name,
    version,
    vct: `urn:comity:statement:${name}:${version}`,
    label,
    claims: { ...COMMON_CLAIMS, ...claims, ...controlling(references) },
    saidBy,
    place,
  };
}
