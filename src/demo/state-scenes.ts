/** Scenes 4 and 5: a notice to a rival, and a small state that gets a team. */
import { ARVENIA, FENHOLM, REGION, VELDMARK } from './cast.ts';
import type { Scene, SceneStep, Stage } from './player.ts';
import { warnPublic } from './public-steps.ts';
import { type Saying, said, sayBetweenStates } from './state-steps.ts';
import { type StepName, scene, sceneStep } from './telling.ts';

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

function step(at: string, speaker: Parameters<typeof sceneStep>[0], name: StepName, saying: Saying): SceneStep {
  return sceneStep(speaker, name, (stage) => sayBetweenStates(stage, at, name, saying));
}

const veldmark = { seat: 'duty-officer', approver: 'approver' };
const arvenia = { seat: 'neighbour', approver: 'neighbour-approver' };
const fenholm = { seat: 'small-state', approver: 'small-state-approver' };
const region = { seat: 'regional-body', approver: 'regional-body-approver' };

export const NOTICE_SCENE: Scene = scene(NOTICE, [
  step(NOTICE, 'veldmark', 'notice', {
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
  }),
  step(NOTICE, 'arvenia', 'noticed', {
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
  }),
  step(NOTICE, 'veldmarkAlone', 'hotline', {
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
  }),
  step(NOTICE, 'arvenia', 'stepTaken', {
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
  }),
  step(NOTICE, 'veldmark', 'closure', {
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
  }),
  sceneStep('veldmark', 'publicWarning', warnPublic),
]);

export const TEAM_SCENE: Scene = scene(TEAM, [
  step(TEAM, 'fenholm', 'teamRequest', {
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
  }),
  step(TEAM, 'arvenia', 'teamOffer', {
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
  }),
  step(TEAM, 'region', 'teamMatch', {
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
  }),
  step(TEAM, 'fenholm', 'teamConsent', {
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
  }),
  step(TEAM, 'arvenia', 'teamDeployment', {
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
  }),
  step(TEAM, 'arvenia', 'teamReport', {
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
  }),
]);
