/** One sample of each part in each of its states, for the living reference. */
import { html, type Markup, said } from './html.ts';
import { button, linkButton } from './parts/button.ts';
import { barChart } from './parts/chart.ts';
import { errorSummary } from './parts/errors.ts';
import { areaField, checkboxes, radios, selectField, textField } from './parts/field.ts';
import { summaryList, table, taskList } from './parts/lists.ts';
import { proofBadge, tag, tlpLabel } from './parts/marks.ts';
import { backLink, details, emptyState, nextStep, notice } from './parts/notice.ts';
import { dialog, sidePanel } from './parts/overlay.ts';
import { pagination } from './parts/pagination.ts';
import { sortedTable } from './parts/sorted-table.ts';
import { stepList } from './parts/steps.ts';
import { tileMap } from './parts/tile-map.ts';
import { timeline } from './parts/timeline.ts';
import { when } from './parts/when.ts';
import { plainValue } from './value.ts';

type Section = { readonly id: string; readonly title: string; body(): Markup };

const AT = Temporal.Instant.from('2026-03-01T02:40:00Z');
const LONG = 'A text that somebody wrote without a single break: '.concat('wort'.repeat(30));
const CHOICES = [
  { value: 'yes', label: 'Yes', help: 'Life or health of anybody', checked: true },
  { value: 'no', label: 'No' },
  { value: 'unknown', label: 'I don’t know yet', apart: true },
];

export const DESIGN_SECTIONS: readonly Section[] = [
  {
    id: 'heads',
    title: 'Page head, way back',
    body: () =>
      html`${backLink('Cases', '/cases')}<div class="head"><p class="caption">Case 4a3c2b1a</p><h3>A heading of a page</h3><p class="lead">One sentence that says what the page is for.</p></div>`,
  },
  {
    id: 'buttons',
    title: 'Button',
    body: () =>
      html`<div class="row">${button('First')}${button('Second', 'second')}${button('Grave', 'grave')}${button('Small', 'small')}${button('As text', 'text')}${linkButton('A link', '/design')}</div>`,
  },
  {
    id: 'fields',
    title: 'Field, choices',
    body: () =>
      html`${errorSummary(new Map([['sample-bad', 'Write a number of people']]))}
${textField({ name: 'sample-plain', label: 'Service', help: 'As its users would call it.', value: 'Blood bank' })}
${textField({ name: 'sample-bad', label: 'People', width: 'short', type: 'number', error: 'Write a number of people' })}
${areaField({ name: 'sample-area', label: 'In your own words', optional: true, rows: 3 })}
${selectField({
  name: 'sample-select',
  label: 'Reason',
  choices: [
    { value: 'a', label: 'False alarm' },
    { value: 'b', label: 'Duplicate' },
  ],
})}
${radios({ name: 'sample-radio', label: 'Is anyone in danger?', choices: CHOICES })}
${checkboxes({ name: 'sample-check', label: 'Who must know?', error: 'Choose at least one', choices: CHOICES.slice(0, 2) })}`,
  },
  {
    id: 'lists',
    title: 'Summary list, task list',
    body: () =>
      html`${summaryList([
        { key: 'What happened', value: 'Sabotage', change: { href: '/design', what: 'what happened' } },
        { key: 'In words', value: said(LONG) },
      ])}${taskList([
        { label: 'Is anyone in danger?', href: '/design', status: 'Done', look: 'done' },
        { label: 'What happened', href: '/design', status: 'Not begun', look: 'plain', help: 'Two questions' },
        { label: 'Sign', status: 'Cannot begin yet', look: 'wait' },
      ])}`,
  },
  {
    id: 'marks',
    title: 'Tag, TLP label, badge of proof',
    body: () =>
      html`<div class="row">${tag('Plain')}${tag('Going', 'going')}${tag('Done', 'done')}${tag('Wait', 'wait')}${tag('Wrong', 'wrong')}</div>
<div class="row">${(['clear', 'green', 'amber', 'amber+strict', 'red'] as const).map((label) => tlpLabel(label))}</div>
<div class="row">${(['proved', 'not-yet-witnessed', 'failed'] as const).map((state) => proofBadge(state, '/design'))}</div>`,
  },
  {
    id: 'notices',
    title: 'Notification banner, next step, empty state',
    body: () =>
      html`${notice('Plain', html`<p>About the page.</p>`)}${notice('It was right', html`<p>Signed and logged.</p>`, 'right')}${notice('It was wrong', html`<p>Everything that was reported was taken back.</p>`, 'wrong')}${notice('It waits', html`<p>Nobody knows yet.</p>`, 'wait')}
${nextStep('What you must do next', html`<p>Read what arrived and acknowledge it.</p>`, linkButton('Read it', '/design'))}
${emptyState('Nothing here yet', 'When somebody gives you a statement, it stands here.', linkButton('Report an incident', '/report', 'second'))}
${details('More about it', html`<p>What most people need not read.</p>`)}`,
  },
  {
    id: 'steps',
    title: 'Step of a proof',
    body: () =>
      html`${stepList([
        { state: 'passed', sentence: 'The signature is that of Veldmark National CSIRT.' },
        { state: 'unknown', sentence: 'Not yet witnessed by enough independent witnesses.' },
        { state: 'failed', sentence: 'The log holds another entry at this place.' },
      ])}`,
  },
  {
    id: 'timeline',
    title: 'Timeline',
    body: () =>
      html`${timeline([
        { when: when(AT), title: 'Incident alert', body: html`<p>Five answers.</p>`, key: true },
        { when: when(AT.add({ hours: 1 })), title: 'Update', body: html`<p>What has changed.</p>` },
        { when: when(AT.add({ hours: 3 })), title: 'Taken back', undone: true },
      ])}`,
  },
  {
    id: 'tables',
    title: 'Table, sorted and narrowed; pages of a list',
    body: () =>
      html`${table(
        'Who holds it',
        [{ label: 'Party' }, { label: 'People', figure: true }],
        [
          [said('Arvenia'), 1200],
          [said('مركز الاستجابة'), 7],
        ],
      )}${sortedTable(
        'Contacts',
        [
          { label: 'State', sort: 'state' },
          { label: 'Minutes', sort: 'minutes', figure: true },
          { label: 'Note' },
        ],
        [
          ['Arvenia', 12, '–'],
          ['Sorrel Isles', 45, 'Asked twice'],
        ],
        { by: 'minutes', descending: false, href: () => '/design' },
        { action: '/design', label: 'Narrow the list', name: 'q', value: '' },
      )}${pagination({ earlier: '/design', later: '/design' })}`,
  },
  {
    id: 'said',
    title: 'Words of others: isolated, and flagged where they may deceive',
    body: () =>
      html`${summaryList([
        { key: 'Another direction', value: said('مركز الاستجابة (CERT)') },
        { key: 'Turned around', value: said('Ann \u202egnp.exe') },
        { key: 'Two alphabets in a word', value: said('\u0410dmin Office') },
        { key: 'Unseen characters', value: said('Arve\u200bnia') },
        { key: 'Not known yet', value: plainValue({ known: 'not-yet' }) },
        {
          key: 'A list of parts',
          value: plainValue({ name: 'Ilse Brandt', languages: ['en', 'de'], on_call: true }),
        },
      ])}`,
  },
  {
    id: 'live',
    title: 'What an open page says of its connection and of what came',
    body: () =>
      html`<p class="live-state wait">No connection since 03:12. This page shows how things stood then.</p><p class="live-state right">Connected again. The page is up to date.</p><p class="live-state fresh">Two new entries. ${button('Show', 'small')}</p>`,
  },
  {
    id: 'over',
    title: 'Dialog, side panel',
    body: () =>
      html`<div class="row">${dialog({ id: 'sample-dialog', opener: 'Open a dialog', title: 'Withdraw it everywhere?', body: html`<p>Three parties hold it.</p>${button('Withdraw', 'grave')}` })}${sidePanel({ id: 'sample-panel', opener: 'Open a side panel', title: 'More about this claim', body: html`<p>${said(LONG)}</p>` })}</div>`,
  },
  {
    id: 'chart',
    title: 'Chart frame with its table',
    body: () =>
      html`${barChart({
        title: 'Minutes until a person answered',
        scope: 'A sample, three contacts; nothing of it was measured.',
        method: 'Median of answered pings; unanswered ones are not counted.',
        columns: ['Contact', 'Minutes'],
        bars: [
          { label: 'Arvenia', value: 12 },
          { label: 'Northern Shelf Cooperation Centre', value: 45 },
          { label: 'Sorrel Isles', value: 0 },
        ],
      })}${barChart({ title: 'Nothing yet', scope: 'Empty.', method: 'None.', columns: ['Contact', 'Minutes'], bars: [] })}`,
  },
  { id: 'map', title: 'Tile-grid map with its list', body: sampleMap },
];

function sampleMap(): Markup {
  return tileMap({
    id: 'sample-map',
    title: 'States with a contact',
    lead: 'A sample of four states. The list below says the same in words.',
    legend: [
      ['listed', 'listed and verified'],
      ['stale', 'some should be verified first'],
      ['none', 'no contact listed'],
    ],
    regions: [
      {
        name: 'States of an exercise',
        tiles: [
          { code: 'XV', look: 'listed', label: 'Veldmark: 2 listed', href: '/design' },
          { code: 'XA', look: 'stale', label: 'Arvenia: 3 listed, 1 to verify first', href: '/design' },
        ],
      },
      {
        name: 'Others of that exercise',
        tiles: [
          { code: 'XF', look: 'none', label: 'Fenholm: no contact' },
          { code: 'XS', look: 'none', label: 'Sorrel Isles: no contact' },
        ],
      },
    ],
    disclaimer: 'Positions are not geography and say nothing about borders or status.',
    list: table(
      'The same in words',
      [{ label: 'State' }, { label: 'Contacts', figure: true }, { label: 'To verify first', figure: true }],
      [
        ['Veldmark', 2, 0],
        ['Arvenia', 3, 1],
        ['Fenholm', 0, 0],
        ['Sorrel Isles', 0, 0],
      ],
    ),
  });
}
