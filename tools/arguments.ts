import { argv, exit, stderr, stdout } from 'node:process';
import { parseArgs } from 'node:util';

/**
 * The words after a command that has no options, as the names of folders and patterns. A call for help is answered with
 * `usage`, and any other option, or more words than `most`, is refused with it: taken for a name, it would be obeyed.
 */
export function words(usage: string, most: number): readonly string[] {
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(2),
      options: { help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
    if (values.help === true) {
      stdout.write(usage);
      return exit(0);
    }
    if (positionals.length <= most) return positionals;
    stderr.write(`At most ${most}, not ${positionals.length}.\n${usage}`);
  } catch (error) {
    stderr.write(`${error instanceof Error ? error.message : 'Unknown option'}\n${usage}`);
  }
  return exit(2);
}
