/** Scenes 4 and 5: a notice to a rival, and a small state that gets a team. */
import { ARVENIA, FENHOLM, REGION, VELDMARK } from './cast.ts';
import type { Scene, SceneStep, Stage } from './player.ts';
import { warnPublic } from './public-steps.ts';
import { type Saying, said, sayBetweenStates } from './state-steps.ts';

const NOTICE = 'notice';
const TEAM = 'team';
const MINUTES_OF_SCANNING = 90;
const TEAM_DAYS = 30;

function ago({ demo }: Stage, minutes: number): string {
  return demo.now().subtract({ minutes }).toString({ smallestUnit: 'second' });
}

function inDays({ demo }: Stage, days: number): string {
  return demo
    .now()
    .add({ hours: 24 * days })
    .toString({ smallestUnit: 'second' });
}

function step(scene: string, who: string, what: string, saying: Saying): SceneStep {
  return { who, what, act: (stage) => sayBetweenStates(stage, scene, saying) };
}

const veldmark = { seat: 'duty-officer', approver: 'approver' };
const arvenia = { seat: 'neighbour', approver: 'neighbour-approver' };
const fenholm = { seat: 'small-state', approver: 'small-state-approver' };
const region = { seat: 'regional-body', approver: 'regional-body-approver' };

export const NOTICE_SCENE: Scene = {
  id: NOTICE,
  title: '4. A notice to a rival',
  story:
    'Machines rented in Arvenia try passwords at hospitals in Veldmark. The two states have had no ambassadors for two years. Veldmark says what it sees and accuses nobody; Arvenia answers and admits nothing; a telephone call does the rest.',
  steps: [
    step(NOTICE, 'Tomas Reyk and Mira Valen, Veldmark', 'give a notice under norm 13(c)', {
      ...veldmark,
      type: 'territory-notice',
      as: 'notice',
      awaitedBy: ['neighbour'],
      claims: (stage) => ({
        channel: 'diplomatic',
        to: ARVENIA,
        observed:
          'For an hour and a half, sign-in pages of hospitals in Veldmark have been tried with lists of passwords from two addresses that are registered in Arvenia.',
        window_from: ago(stage, MINUTES_OF_SCANNING),
        indicators: [
          { kind: 'ipv4', value: '198.51.100.23' },
          { kind: 'ipv4', value: '198.51.100.24' },
        ],
        requested_steps: ['Look at what these two machines are used for', 'End it, as far as your law allows'],
        good_faith: true,
        sensitivity: 'sensitive',
        deconfliction: 'asked-clear',
      }),
      told: 'Two indicators, two requests, no accusation. Whether other services were asked first stays in Veldmark.',
    }),
    step(NOTICE, 'Jon Adair and Signe Holt, Arvenia', 'acknowledge it, which admits nothing', {
      ...arvenia,
      type: 'territory-acknowledgement',
      as: 'notice-acknowledged',
      awaitedBy: ['duty-officer'],
      claims: (stage) => ({
        channel: 'diplomatic',
        to: VELDMARK,
        notice: said(stage, 'notice'),
        no_admission: true,
        note: 'Received. We do not share your assessment and will look at the two machines.',
      }),
      told: 'Acknowledged. The statement itself says that to acknowledge is not to agree.',
    }),
    step(NOTICE, 'Tomas Reyk, Veldmark', 'records the clarification call on the hotline', {
      seat: 'duty-officer',
      type: 'contact-record',
      as: 'notice-call',
      recipients: [],
      claims: (stage) => ({
        channel: 'diplomatic',
        with_party: ARVENIA,
        means: 'hotline',
        at: ago(stage, 1),
        off_the_record: false,
        about: said(stage, 'notice'),
        summary:
          'The machines belong to a university course that tests passwords; its list of targets was copied from an old exercise. It is being switched off.',
        tension: 'lower',
      }),
      told: 'A call on the hotline, recorded for Veldmark alone. Tension afterwards, as Veldmark sees it: lower.',
    }),
    step(NOTICE, 'Jon Adair and Signe Holt, Arvenia', 'say which step was taken', {
      ...arvenia,
      type: 'territory-step',
      as: 'notice-step',
      awaitedBy: ['duty-officer'],
      claims: (stage) => ({
        channel: 'diplomatic',
        to: VELDMARK,
        notice: said(stage, 'notice'),
        step: 'The two machines are switched off; the university has been told.',
        state: 'done',
        reasonable: true,
        feasible: true,
      }),
      told: 'A step, reasonable and feasible, done.',
    }),
    step(NOTICE, 'Tomas Reyk and Mira Valen, Veldmark', 'close the notice', {
      ...veldmark,
      type: 'territory-closure',
      as: 'notice-closed',
      awaitedBy: ['neighbour'],
      claims: (stage) => ({
        channel: 'diplomatic',
        to: ARVENIA,
        notice: said(stage, 'notice'),
        outcome: 'activity-ended',
        summary: 'Nothing more was seen. We thank you.',
      }),
      told: 'Closed on both sides. Nobody was accused, and everybody can show what they did.',
    }),
    {
      who: 'Tomas Reyk and Mira Valen, Veldmark',
      what: 'warn every hospital in public, and name no state',
      act: warnPublic,
    },
  ],
};

export const TEAM_SCENE: Scene = {
  id: TEAM,
  title: '5. A small state gets a team',
  story:
    'Fenholm has three engineers, and its land register is gone. It asks the regional forum; Arvenia has a team to spare. Nobody sets foot in Fenholm before Fenholm has said under which conditions.',
  steps: [
    step(TEAM, 'Elin Dahl and Aron Vik, Fenholm', 'ask the region for a team', {
      ...fenholm,
      type: 'team-request',
      as: 'team-request',
      recipients: [REGION, ARVENIA],
      awaitedBy: ['regional-body', 'neighbour'],
      claims: (stage) => ({
        channel: 'csirt',
        to: REGION,
        needs: ['responders', 'forensics'],
        situation:
          'The servers of the land register were wiped. Nobody can buy or inherit a house. We have three engineers and backups we cannot yet read.',
        languages: ['en'],
        until: inDays(stage, TEAM_DAYS),
      }),
      told: 'The request is with the region, and with Arvenia, which the region suggested.',
    }),
    step(TEAM, 'Jon Adair and Signe Holt, Arvenia', 'offer four responders', {
      ...arvenia,
      type: 'team-offer',
      as: 'team-offer',
      recipients: [FENHOLM, REGION],
      awaitedBy: ['small-state', 'regional-body'],
      claims: (stage) => ({
        channel: 'csirt',
        to: FENHOLM,
        request: said(stage, 'team-request'),
        brings: ['responders', 'forensics'],
        persons: 4,
        languages: ['en'],
        from: inDays(stage, 1),
        until: inDays(stage, TEAM_DAYS),
        conditions: 'Works under your direction, and takes no data home.',
      }),
      told: 'Four persons, for thirty days, on stated conditions.',
    }),
    step(TEAM, 'Petra Lindqvist and Nils Aho, Northern Shelf', 'match request and offer', {
      ...region,
      type: 'team-match',
      as: 'team-match',
      recipients: [FENHOLM, ARVENIA],
      awaitedBy: ['small-state', 'neighbour'],
      claims: (stage) => ({
        channel: 'csirt',
        to: FENHOLM,
        request: said(stage, 'team-request'),
        offer: said(stage, 'team-offer'),
        host: FENHOLM,
        sender: ARVENIA,
        note: 'The only offer within the week, and the one Fenholm prefers.',
      }),
      told: 'Matched by the region. Nothing moves yet.',
    }),
    step(TEAM, 'Elin Dahl and Aron Vik, Fenholm', 'consent, with status and exit', {
      ...fenholm,
      type: 'host-consent',
      as: 'team-consent',
      awaitedBy: ['neighbour'],
      claims: (stage) => ({
        channel: 'csirt',
        to: ARVENIA,
        match: said(stage, 'team-match'),
        consent: 'granted',
        status: 'Guests of the Digital Office, under its direction, unarmed, in the register’s building only.',
        privileges: 'Entry and residence for thirty days; our courts for anything else.',
        exit: 'We may end this at any hour; the team then leaves within two days.',
        until: inDays(stage, TEAM_DAYS),
      }),
      told: 'Consent, in words a court could read; it can end at any hour.',
    }),
    step(TEAM, 'Jon Adair and Signe Holt, Arvenia', 'deploy the team', {
      ...arvenia,
      type: 'team-deployment',
      as: 'team-deployed',
      awaitedBy: ['small-state'],
      claims: (stage) => ({
        channel: 'csirt',
        to: FENHOLM,
        match: said(stage, 'team-match'),
        consent: said(stage, 'team-consent'),
        lead: 'Oskar Lind',
        persons: 4,
        tasks: 'Read the backups, rebuild the register, find how the intruders came in',
        from: inDays(stage, 1),
      }),
      told: 'Deployed under the consent it names; without one the rule refuses.',
    }),
    step(TEAM, 'Jon Adair and Signe Holt, Arvenia', 'give the last report', {
      ...arvenia,
      type: 'team-report',
      as: 'team-report',
      awaitedBy: ['small-state'],
      claims: (stage) => ({
        channel: 'csirt',
        to: FENHOLM,
        match: said(stage, 'team-match'),
        done: 'The register is back from a backup of the week before; 212 entries were typed in again from paper.',
        final: true,
        recommendations: 'A copy of each night outside the building.',
      }),
      told: 'The team has left, and its report stands with the state that asked.',
    }),
  ],
};
