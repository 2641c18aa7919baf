import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';
import { marking } from '#statement/marking.ts';
import {
  claim,
  controlling,
  Digest,
  IN_OPEN_CASE,
  PartyId,
  requiredClaim,
  statementType,
} from '#statement/statement-type.ts';
import { addressing, having, referring, typeThat } from '#statement/traits.ts';
import { AssertedTime } from '#vocabulary/asserted-time.ts';
import { ANALYSIS } from './analysis-claims.ts';
import { ABOUT_THE_INCIDENT, Line, MAX_STATES, Text } from './incident-claims.ts';
import { PROVENANCE, VICTIM } from './provenance-claims.ts';

const amber = marking('amber');
const strict = marking('amber+strict');
const clear = marking('clear', ['mitigation', 'publication']);

const PersonReference = ofKind('person', Type.String({ pattern: '^did:web:[a-z0-9.:%-]{1,250}#[0-9a-f-]{36}$' }));
const MAX_CHALLENGE_WORDS = 6;
const MIN_CHALLENGE_WORDS = 3;

/**
 * Tells somebody who does not know yet that they were hit. A forged notice would be an attack of its own, so it
 * carries no telephone number: the receiver finds the sender's in a directory they trust already, calls, and asks for
 * the challenge words. Who called back, when, and whether the words matched is stated in a second notice.
 */
export const victimNotice = typeThat(
  { keyEvent: true },
  statementType('victim-notice', 1, 'Notice to a victim', {
    ...VICTIM,
    summary: requiredClaim('What was seen', Text, strict),
    incident_type: claim('What happened', ABOUT_THE_INCIDENT.incident_type.schema, amber),
    noticed_at: claim('When it was seen', AssertedTime, amber),
    techniques: ANALYSIS.techniques,
    cves: ANALYSIS.cves,
    indicators: ANALYSIS.indicators,
    advice: requiredClaim('What to do now', Text, strict),
    challenge: requiredClaim(
      'Words to ask for when you call',
      Type.Array(Type.String({ pattern: '^\\p{Ll}{3,20}$' }), {
        minItems: MIN_CHALLENGE_WORDS,
        maxItems: MAX_CHALLENGE_WORDS,
      }),
      strict,
      'The sender says them first; whoever cannot is not the sender',
    ),
    number_found_in: requiredClaim(
      'Where our telephone number is listed',
      Line,
      strict,
      'A directory; never the number itself',
    ),
    follows: claim('The notice that was called back about', Digest, strict),
    called_back_at: claim('Called back at', AssertedTime, strict),
    called_back_by: claim('Answered by', PersonReference, strict),
    words_matched: claim('The words matched', Type.Boolean(), strict),
  }),
);

/** Tells people or organisations who depend on the victim what it means for them. */
export const affectedPartyNotice = statementType('affected-party-notice', 1, 'Notice to those affected', {
  addressees: requiredClaim('Who is addressed', Line, amber, 'A group, as "patients treated since March"'),
  addressee_party: addressing(claim('Addressed party', PartyId, strict)),
  summary: requiredClaim('What happened, and what it means for you', Text, amber),
  incident_type: claim('What happened', ABOUT_THE_INCIDENT.incident_type.schema, amber),
  occurred_at: claim('When', ABOUT_THE_INCIDENT.occurred_at.schema, amber),
  effects: claim('Effects on people', ABOUT_THE_INCIDENT.effects.schema, amber),
  advice: requiredClaim('What you can do', Text, amber),
  contact: requiredClaim('Whom to ask', PROVENANCE.contact.schema, amber),
});

/** Tells a maker that its product is used in an intrusion. */
export const vendorNotice = statementType('vendor-notice', 1, 'Notice to a vendor', {
  vendor: requiredClaim('Vendor', Line, strict),
  vendor_party: addressing(claim('Vendor as a party', PartyId, strict)),
  product: requiredClaim('Product', Line, strict),
  versions: claim('Versions', Line, strict),
  cves: claim('CVE ids, if assigned', ANALYSIS.cves.schema, strict),
  exploited: requiredClaim('Seen in use against somebody', ABOUT_THE_INCIDENT.malicious.schema, strict),
  summary: requiredClaim('What was seen', Text, strict),
  indicators: ANALYSIS.indicators,
  quiet_until: claim('We ask for silence until', AssertedTime, strict),
  contact: PROVENANCE.contact,
});

/** For everybody: each claim is clear. */
export const publicWarning = typeThat(
  { keyEvent: true },
  statementType('public-warning', 1, 'Public warning', {
    ...IN_OPEN_CASE,
    headline: requiredClaim('Headline', Line, clear),
    summary: requiredClaim('What is happening', Text, clear),
    advice: requiredClaim('What to do', Text, clear),
    incident_type: claim('Kind of incident', ABOUT_THE_INCIDENT.incident_type.schema, clear),
    sectors: claim('Services, by sector', ABOUT_THE_INCIDENT.sectors.schema, clear),
    affected_states: claim('States', ABOUT_THE_INCIDENT.affected_states.schema, clear),
    effects: claim('Effects on people', ABOUT_THE_INCIDENT.effects.schema, clear),
    cves: claim('Vulnerabilities', ANALYSIS.cves.schema, clear),
    valid_until: claim('Holds until', AssertedTime, clear),
    help_phone: claim('Where to call', Line, clear),
    url: claim('Where to read on', Type.String({ pattern: '^https://[!-~]+$', maxLength: 500 }), clear),
    sources: claim('Sources', PROVENANCE.sources.schema, clear),
  }),
);

export const HOLDABLE = [
  'victim-notice',
  'affected-party-notice',
  'public-warning',
  'release',
  'publication',
  'step',
] as const;

/**
 * A competent authority delays something for a bounded time. Those named are not shown that it exists. It ends early by
 * a hold that names it in `ends`, which hides from the same parties.
 */
export const hold = statementType('hold', 1, 'Hold', {
  ...controlling({
    holds: requiredClaim('What is held', Type.Enum([...HOLDABLE]), strict),
    target: having({ structural: true }, claim('Held statement', Digest, strict)),
  }),
  basis: requiredClaim('Legal basis', Line, strict),
  scope: requiredClaim('How far it reaches', Text, strict),
  ...controlling({
    until: requiredClaim('Until', AssertedTime, strict, 'At most 30 days ahead; a longer hold is decided anew'),
    ends: referring(
      'changes',
      claim('Ends the hold', Digest, strict, 'A hold of your own that is over from now on'),
    ),
    hidden_from: claim('Hidden from', Type.Array(PartyId, { maxItems: MAX_STATES, uniqueItems: true }), strict),
  }),
});
