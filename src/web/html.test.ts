import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { attributes, type Content, html, inlineElement, render, said } from './html.ts';

const NASTY = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.constantFrom(
    '</script><script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '`onerror=alert(1)',
    '&lt;script&gt;',
    '--><script>',
    ']]><svg onload=1>',
    '\u{202e}gnp.exe',
    '\u{2066}\u{2067}',
    'javascript:alert(1)',
    ' JaVaScRiPt:alert(1)',
    'data:text/html,<script>',
    '\ud800',
    '\0<',
  ),
);

/** Undoes our escapes; what a browser would read in text and quoted attributes. */
function readBack(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&#96;', '`')
    .replaceAll('&amp;', '&');
}

test('text in a page never becomes markup, and reads as it was written', () => {
  fc.assert(
    fc.property(NASTY, (text) => {
      const written = String(html`<p>${text}</p>`);
      const inside = written.slice(3, -4);
      assert.doesNotMatch(inside, /[<>"'`\0]/);
      assert.equal(readBack(inside), text.toWellFormed().replaceAll('\0', '\u{fffd}'));
    }),
  );
});

test('text in an attribute never leaves its quotes', () => {
  fc.assert(
    fc.property(NASTY, (text) => {
      for (const written of [
        String(html`<p title="${text}">x</p>`),
        String(html`<p ${attributes({ title: text })}>x</p>`),
      ]) {
        assert.match(written, /^<p +title="[^"<>'`]*">x<\/p>$/);
      }
    }),
  );
});

test('an address from outside can neither run a script nor leave by a hidden host', () => {
  for (const address of [
    'javascript:alert(1)',
    ' javascript:alert(1)',
    'JAVASCRIPT:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    '//evil.example',
    '/\\evil.example',
    'blob:x',
    'tel:javascript',
    '',
  ]) {
    assert.equal(String(html`<a href="${address}">x</a>`), '<a href="#">x</a>', address);
    assert.equal(String(html`<a ${attributes({ href: address })}>x</a>`), '<a  href="#">x</a>', address);
  }
  for (const address of [
    '/cases',
    '#top',
    '?page=2',
    'https://csirt.example/',
    'mailto:a@b.example',
    'tel:+999 10 555',
  ]) {
    assert.ok(String(html`<a href="${address}">x</a>`).includes(`href="${address}"`));
  }
});

test('a value inside an address is one piece of it, whatever it contains', () => {
  fc.assert(
    fc.property(NASTY, (text) => {
      assert.match(
        String(html`<a href="/cases/${text}">x</a>`),
        /^<a href="\/cases\/[A-Za-z0-9_.!~*()%-]*(&#39;[A-Za-z0-9_.!~*()%-]*)*">x<\/a>$/,
      );
    }),
  );
});

test('a template that leaves a hole where no value is safe is refused when first used', () => {
  const value = 'x';
  assert.throws(() => html`<p title=${value}>x</p>`, /quotes/);
  assert.throws(() => html`<p ${value}>x</p>`, /place for tag/);
  assert.throws(() => html`<${value}>x</p>`);
  assert.throws(() => html`<p da${value}="x">x</p>`, /names are fixed/);
  assert.throws(() => html`<script>${value}</script>`, /script/);
  assert.throws(() => html`<style>${value}</style>`, /style/);
  assert.throws(() => html`<!-- ${value} -->`, /comment/);
  assert.throws(() => html`<p onclick="${value}">x</p>`, /onclick/);
  assert.throws(() => html`<p style="color: red">x</p>`, /style/);
  assert.throws(() => html`<p title="${value}`, /ends outside/);
});

test('attributes by name refuse event handlers, styles and names that are not attributes', () => {
  for (const name of ['onclick', 'style', 'srcdoc', 'a b', 'x=y', '', '"']) {
    assert.throws(() => attributes({ [name]: 'x' }));
  }
  assert.equal(
    String(html`<input ${attributes({ checked: true, disabled: false, value: null, max: 3 })}>`),
    '<input  checked max="3">',
  );
});

test('nested lists are written in order, and nothing is written for null, undefined and false', () => {
  const list: Content = [1, [html`<b>${'<'}</b>`, [null, undefined, false, '&']], 2n];
  assert.equal(String(html`<p>${list}</p>`), '<p>1<b>&lt;</b>&amp;2</p>');
});

test('markup comes from templates only: an object that pretends to be markup is not written', () => {
  const impostor = { toString: () => '<script>' } as unknown as string;
  assert.throws(() => html`<p>${impostor}</p>`);
});

test('what somebody said is isolated from the direction of the text around it', () => {
  fc.assert(
    fc.property(NASTY, (text) => {
      const shown = String(said(text)).replaceAll(/<span class="control">U\+[0-9A-F]{4}<\/span>/g, '');
      assert.match(shown, /^<bdi>[^<]*<\/bdi>(?: <span class="tag wait">[^<]*<\/span>)*$/);
    }),
  );
});

test('a name that would read backwards is shown forwards, with the hidden control in sight and a flag beside it', () => {
  const shown = String(said('Veldmark \u202eTRISC'));
  assert.ok(shown.startsWith('<bdi>Veldmark <span class="control">U+202E</span>TRISC</bdi>'));
  assert.match(shown, /<span class="tag wait">hidden characters turn its direction<\/span>$/);
  assert.ok(!shown.includes('\u202e'));
});

test('a script inside a page cannot contain its own end', () => {
  assert.throws(() => inlineElement('script', 'const a = "</SCRIPT>"'));
  assert.throws(() => inlineElement('style', 'a{} <!-- '));
  assert.equal(String(inlineElement('style', 'a{}')), '<style>a{}</style>');
});

test('a document begins with its doctype, so that browsers read it by the standard', () => {
  assert.match(render(html`<html></html>`), /^<!doctype html>\n<html>/);
});
