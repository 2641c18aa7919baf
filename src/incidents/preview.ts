import type { Claim, Draft, JsonValue } from '#statement/draft.ts';
import type { Tlp } from '#statement/marking.ts';
import { type ReleaseGrant, show, type Viewer } from '#statement/show.ts';
import type { StatementType } from '#statement/statement-type.ts';
import { markingOf, secretsIn } from '#statement/traits.ts';
import { claimLabel } from '#web/labels.ts';

/** Somebody who might get the statement, and what they would be given. No grant: what they see without any release. */
export type Recipient = {
  readonly id: string;
  readonly name: string;
  readonly viewer: Viewer;
  readonly grant?: ReleaseGrant;
};

/** Why a claim is not shown, most telling first. */
export type Withheld = 'trade-secret' | 'victim' | 'not-released' | 'named-persons-only' | 'marking';

export type PreviewCell = { readonly shown: true } | { readonly shown: false; readonly because: Withheld };

export type PreviewRow = {
  readonly name: string;
  readonly label: string;
  readonly value: JsonValue;
  readonly tlp: Tlp;
  readonly uses: readonly string[];
  /** One cell for each recipient, in their order. */
  readonly cells: readonly PreviewCell[];
};

export type Preview = {
  readonly recipients: readonly Recipient[];
  readonly rows: readonly PreviewRow[];
  /** For each recipient, how many claims it would see. */
  readonly shownCounts: readonly number[];
};

/**
 * What each recipient would see of a draft, claim by claim, before anything is signed. It asks the one function that
 * will decide afterwards, with releases that do not exist yet.
 */
export function preview(
  draft: Draft,
  type: StatementType,
  recipients: readonly Recipient[],
  issuerCommunities: readonly string[],
): Preview {
  const secret = secretsIn(type, draft.claims);
  const claims = claimsOf(draft, type, secret);
  const shownNames = recipients.map(({ viewer, grant }) => {
    const held = {
      issuer: draft.issuer,
      issuerCommunities,
      disclosures: claims.map((claim) => ({ claim })),
      releases: grant === undefined ? [] : [grant],
    };
    return new Set(show(held, viewer).disclosures.map((item) => item.claim.name));
  });
  const rows = claims.map((claim): PreviewRow => {
    const { name, value, marking } = claim;
    return {
      name,
      label: claimLabel(type.name, name),
      value,
      tlp: marking.tlp,
      uses: marking.uses,
      cells: recipients.map((recipient, at) => cell(type, claim, recipient, { shown: shownNames[at]!, secret })),
    };
  });
  return { recipients, rows, shownCounts: shownNames.map((names) => names.size) };
}

/** The draft's claims with the markings they would be signed with: the type's, changed where the issuer changed them. */
function claimsOf(draft: Draft, type: StatementType, secret: ReadonlySet<string>): readonly Claim[] {
  return Object.entries(draft.claims).flatMap(([name, value]) =>
    Object.hasOwn(type.claims, name)
      ? [{ name, value, marking: markingOf(type, name, secret, draft.markings?.[name]) }]
      : [],
  );
}

type Names = { readonly shown: ReadonlySet<string>; readonly secret: ReadonlySet<string> };

function cell(type: StatementType, claim: Claim, { grant }: Recipient, { shown, secret }: Names): PreviewCell {
  if (shown.has(claim.name)) return { shown: true };
  const released = grant !== undefined && (grant.claims === 'all' || grant.claims.includes(claim.name));
  if (secret.has(claim.name)) return { shown: false, because: 'trade-secret' };
  const { names } = type.claims[claim.name]?.traits ?? {};
  if (!released && names === 'victim') return { shown: false, because: 'victim' };
  if (!released) return { shown: false, because: 'not-released' };
  return { shown: false, because: claim.marking.tlp === 'red' ? 'named-persons-only' : 'marking' };
}
