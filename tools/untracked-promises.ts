/**
 * Loaded before the test files of `npm test`. Node's test runner asks for a callback at the beginning and the end of
 * every promise, to say which test an error belongs to that nobody caught; in tests of whole nodes that took a quarter
 * of the time. Here it hears of everything else that is asynchronous but of no promise: an error that nobody caught
 * still fails its file, at times without the name of the test.
 */
import { type AsyncHook, createHook } from 'node:async_hooks';

type Marked = AsyncHook & { [name: symbol]: unknown };

const following = createHook({}) as Marked;
const sparing = createHook({ trackPromises: false }) as Marked;
const mark = Object.getOwnPropertySymbols(sparing).find(
  (name) => sparing[name] === true && following[name] === false,
);

// A Node that marks it in another way only takes longer.
if (mark !== undefined) {
  const hooks = Object.getPrototypeOf(following) as Marked;
  const { enable } = hooks;
  hooks.enable = function (this: Marked) {
    this[mark] = true;
    return enable.call(this);
  };
}
