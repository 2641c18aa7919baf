import { Type } from 'typebox';
import { apiRoute, orNull } from '#http/api-route.ts';
import { RefusedPart } from '#ledger/answers.ts';
import { Digest, PartyId } from '#statement/statement-type.ts';

/** What was said, and to whom it was given; it stands also where giving it was refused. */
export const WordGiven = Type.Object({
  digest: Digest,
  to: orNull(PartyId),
  release: orNull(Digest),
  refused: orNull(RefusedPart),
});

export const requestReport = apiRoute('POST', '/api/v1/cases/:case/report-requests', 'requestReport', WordGiven);

export const makePromise = apiRoute('POST', '/api/v1/cases/:case/promises', 'makePromise', WordGiven);

export const keepPromise = apiRoute('POST', '/api/v1/promises/:digest/kept', 'keepPromise', WordGiven);
