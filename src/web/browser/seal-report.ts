import { sealTo } from '#store/seal.ts';
import { formatSealedFile, formatUnsignedReport, type TypedFields } from '#web/sealed-file.ts';
import { plainSentence } from '#web/sentence.ts';
import { chooseOwnZone } from './own-zone.ts';

/**
 * The page that reports without a network: one part at a time, then a file sealed to the authority chosen. It opens no
 * connection; its policy would not allow one. What was typed stays in this page until it is sealed.
 */
const form = document.querySelector<HTMLFormElement>('#offline')!;
const parts = [...form.querySelectorAll<HTMLElement>('[data-part]')];
const done = document.getElementById('sealed')!;
const failed = document.getElementById('failed')!;
const { pageAt = '', realm = '', about = '', clockText = '' } = form.dataset;
const MINUTE_CHARACTERS = 16;
let at = 0;
let changed = false;
let address: string | undefined;

function show(part: number, focus = true): void {
  at = Math.max(0, Math.min(parts.length - 1, part));
  for (const [index, one] of parts.entries()) one.hidden = index !== at;
  for (const link of document.querySelectorAll<HTMLElement>('[data-go]')) {
    if (Number(link.dataset.go) === at) link.setAttribute('aria-current', 'step');
    else link.removeAttribute('aria-current');
  }
  if (!focus) return;
  const heading = parts[at]!.querySelector<HTMLElement>('h2')!;
  heading.tabIndex = -1;
  heading.focus();
}

/** The device's own time; that of the page is as old as the page. */
function setNow(): void {
  const now = new Date().toISOString().slice(0, MINUTE_CHARACTERS);
  for (const radio of form.querySelectorAll<HTMLInputElement>('input[name="noticed_at"][value$="Z"]')) {
    radio.value = `${now}Z`;
    const label = form.querySelector(`label[for="${radio.id}"]`);
    if (label !== null) label.textContent = plainSentence(about, { when: now.replace('T', ' ') });
  }
  const clock = document.getElementById('clock')!;
  if (Date.parse(pageAt) > Date.now()) {
    clock.textContent = plainSentence(clockText, { when: pageAt });
    clock.hidden = false;
  }
}

function typedFields(): TypedFields {
  const fields: Record<string, string | string[]> = {};
  for (const [name, value] of new FormData(form)) {
    if (typeof value !== 'string' || name === 'to') continue;
    const known = fields[name];
    if (known === undefined) fields[name] = value;
    else if (typeof known === 'string') fields[name] = [known, value];
    else known.push(value);
  }
  return fields;
}

async function seal(): Promise<void> {
  const chosen = form.querySelector<HTMLElement>('[name="to"]:checked, input[type="hidden"][name="to"]')!;
  const { recipient = '', node = '', name = '' } = chosen.dataset;
  const to = (chosen as HTMLInputElement).value;
  const report = {
    id: crypto.randomUUID(),
    to,
    realm,
    pageAt,
    sealedAt: new Date().toISOString(),
    fields: typedFields(),
  };
  const sealed = await sealTo([recipient], new TextEncoder().encode(formatUnsignedReport(report)));
  const file = `report-${report.id.slice(0, 8)}.comity-sealed.json`;
  const text = formatSealedFile({ to, realm, node, sealed: base64(sealed) });
  if (address !== undefined) URL.revokeObjectURL(address);
  address = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = done.querySelector<HTMLAnchorElement>('a[download]')!;
  link.href = address;
  link.download = file;
  for (const place of done.querySelectorAll<HTMLElement>('[data-file]')) place.textContent = file;
  for (const place of done.querySelectorAll<HTMLElement>('[data-name]')) place.textContent = name;
  changed = false;
  failed.hidden = true;
  done.hidden = false;
  link.click();
  const heading = done.querySelector<HTMLElement>('h2')!;
  heading.tabIndex = -1;
  heading.focus();
}

/** In pieces, since a call takes only so many arguments. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}

form.addEventListener('input', () => {
  changed = true;
  done.hidden = true;
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  if (at < parts.length - 1) return show(at + 1);
  seal().catch((reason: unknown) => {
    failed.textContent = plainSentence(failed.dataset.text ?? '', { reason: String(reason) });
    failed.hidden = false;
  });
});
for (const link of document.querySelectorAll<HTMLElement>('[data-go]')) {
  link.addEventListener('click', (event) => {
    event.preventDefault();
    show(Number(link.dataset.go));
  });
}
for (const back of form.querySelectorAll('[data-back]')) back.addEventListener('click', () => show(at - 1));
window.addEventListener('beforeunload', (event) => {
  if (changed) event.preventDefault();
});
for (const one of document.querySelectorAll<HTMLElement>('[data-without-script]')) one.hidden = true;
for (const one of document.querySelectorAll<HTMLElement>('[data-with-script]')) one.hidden = false;
setNow();
chooseOwnZone();
show(0, false);
