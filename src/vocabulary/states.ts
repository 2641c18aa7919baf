import { Type } from 'typebox';
import { ofKind } from '#statement/kinds.ts';

/**
 * ISO 3166-1 alpha-2, officially assigned (249 codes). XA to XZ are user-assigned and stand for states in exercises, but
 * for XK, which the European Commission, the IMF, SWIFT and CLDR use for Kosovo.
 */
const ASSIGNED =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC ' +
  'CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD ' +
  'GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH ' +
  'KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW ' +
  'MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC ' +
  'SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY ' +
  'UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW';

const EXERCISE_CODE = /^X[A-JL-Z]$/;
const KOSOVO = 'XK';

export const STATE_CODES: readonly string[] = ASSIGNED.split(' ');

/** What a person may choose: all of them, and Kosovo. */
export const CHOSEN_STATES: readonly string[] = [...STATE_CODES, KOSOVO];

const KNOWN = new Set(CHOSEN_STATES);

/** Pattern for the schema: the assigned codes and XA to XZ (XK among them), nothing else of two letters. */
export const StateCode = ofKind(
  'state',
  Type.String({ pattern: `^(${STATE_CODES.join('|')}|X[A-Z])$`, maxLength: 2 }),
);

export function isStateCode(value: unknown): value is string {
  return typeof value === 'string' && (KNOWN.has(value) || EXERCISE_CODE.test(value));
}

export function isExerciseState(code: string): boolean {
  return EXERCISE_CODE.test(code);
}

const namesByLanguage = new Map<string, Intl.DisplayNames>();

/**
 * The name in a language (BCP 47) from Unicode CLDR, which follows UN M49 for most; exercise states and unknown codes
 * are shown as the code.
 */
export function stateName(code: string, language: string): string {
  if (!KNOWN.has(code)) return code;
  let names = namesByLanguage.get(language);
  if (names === undefined) {
    names = new Intl.DisplayNames([language], { type: 'region' });
    namesByLanguage.set(language, names);
  }
  return names.of(code) ?? code;
}
