/**
 * The phases of a test run: what they run, what they counted, how long they took, and what is to be said about it at
 * the end.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { root } from './setup.mjs';

/**
 * Processor seconds of the children that have ended, all their descendants included; NaN where the system does not
 * tell.
 */
function processorSeconds() {
  try {
    // Of `/proc/self/stat`, after the name in brackets: cutime and cstime, in hundredths of a second.
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ');
    return (Number(fields[13]) + Number(fields[14])) / 100;
  } catch {
    return NaN;
  }
}

const clock = (seconds) =>
  Number.isFinite(seconds)
    ? `${Math.floor(Math.round(seconds) / 60)}:${String(Math.round(seconds) % 60).padStart(2, '0')}`
    : '–';

export class Phases {
  passed = 0;
  failed = 0;
  skipped = 0;
  /** Sentences for the end: what was skipped, or failed outside of any test. */
  notes = [];
  #rows = [];
  #began = performance.now();
  #processor = processorSeconds();

  /** Takes the time of anything, beside its own processor time that of the programs that it ran. */
  async timed(name, work) {
    const [began, processor] = [performance.now(), processorSeconds()];
    const result = await work();
    this.#rows.push({
      name,
      wall: (performance.now() - began) / 1000,
      processor: processorSeconds() - processor,
    });
    return result;
  }

  /**
   * Runs a program, one row of the table.
   * @param quiet collects the output and shows it at the end, for programs that run beside others
   * @returns its exit status
   */
  run(name, command, args, { env = {}, quiet = false } = {}) {
    return new Promise((done) => {
      const began = performance.now();
      if (!quiet) console.log(`\n== ${name}`);
      const child = spawn(command, args, {
        cwd: root,
        env: { ...process.env, ...env },
        stdio: quiet ? ['ignore', 'pipe', 'pipe'] : 'inherit',
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (output += text));
      const before = processorSeconds();
      let processor = NaN;
      // A child's time is added to ours when it ends, before this is called: no other child's can come in between.
      child.on('exit', () => {
        const now = processorSeconds();
        processor = now - Math.max(before, this.#read ?? 0);
        this.#read = now;
      });
      child.on('error', (error) => (output += `${command}: ${error.message}\n`));
      child.on('close', (status) => {
        this.#rows.push({ name, wall: (performance.now() - began) / 1000, processor });
        if (quiet) console.log(`\n== ${name}\n${output}`.trimEnd());
        else if (output) console.error(output);
        done(status ?? 1);
      });
    });
  }
  /** Processor seconds at the last end of a child. */
  #read = undefined;

  /** A program that is one check by itself. @returns whether it passed */
  async check(name, command, args, options) {
    const ok = (await this.run(name, command, args, options)) === 0;
    console.log(`${name}: ${ok ? 'ok' : 'FAILED'}`);
    if (ok) this.passed++;
    else this.fail(1, `${name} failed.`);
    return ok;
  }

  /**
   * A test runner that writes a JSON report.
   * @param read gives { passed, failed, skipped: names } of a report
   */
  async suite(name, command, args, { report, read, ...options }) {
    rmSync(report, { force: true });
    const status = await this.run(name, command, args, options);
    const written = existsSync(report);
    const counts = written ? read(JSON.parse(readFileSync(report, 'utf8'))) : { passed: 0, failed: 0, skipped: [] };
    this.passed += counts.passed;
    this.failed += counts.failed;
    this.skipped += counts.skipped.length;
    if (counts.failed > 0) this.notes.push(`${name}: ${counts.failed} failed, see above.`);
    for (const test of counts.skipped) this.notes.push(`${name}: skipped: ${test}`);
    // A runner that dies, or that fails outside of any test, must not count as a success.
    if (status !== 0 && counts.failed === 0)
      this.fail(1, `${name} ended with status ${status}${written ? ' without a test that failed' : ' and no report'}.`);
    if (status === 0 && counts.passed + counts.failed + counts.skipped.length === 0)
      this.fail(1, `${name}: no test was found.`);
  }

  fail(count, why) {
    this.failed += count;
    this.notes.push(why);
  }

  /** The table of times, the notes, and the last line. @returns the exit status */
  end() {
    const all = [
      ...this.#rows,
      {
        name: 'all',
        wall: (performance.now() - this.#began) / 1000,
        processor:
          processorSeconds() - this.#processor + process.cpuUsage().user / 1e6 + process.cpuUsage().system / 1e6,
      },
    ];
    const width = Math.max(...all.map((row) => row.name.length));
    console.log(`\n${'phase'.padEnd(width)}   time   processor`);
    for (const { name, wall, processor } of all)
      console.log(`${name.padEnd(width)} ${clock(wall).padStart(6)} ${clock(processor).padStart(11)}`);
    if (this.notes.length > 0) console.log(`\n${this.notes.join('\n')}`);
    const { passed, failed, skipped } = this;
    console.log(`\n${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
    return failed === 0 ? 0 : 1;
  }
}

/** Counts of vitest's JSON report. */
export function readVitest(json) {
  const tests = json.testResults.flatMap((file) =>
    file.assertionResults.map((test) => ({ ...test, file: file.name.replace(`${root}/`, '') })),
  );
  return {
    passed: json.numPassedTests,
    failed:
      json.numFailedTests +
      json.testResults.filter((t) => t.status === 'failed' && !t.assertionResults.some((a) => a.status === 'failed'))
        .length,
    skipped: tests
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => `${test.file}: ${test.fullName}`),
  };
}

const specsOf = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specsOf)];

/** Counts of Playwright's JSON report. */
export function readPlaywright(json) {
  const tests = json.suites.flatMap(specsOf).flatMap((spec) => spec.tests.map((test) => ({ ...test, spec })));
  const { expected, flaky, unexpected } = json.stats;
  return {
    passed: expected + flaky,
    failed: unexpected + (unexpected === 0 ? json.errors.length : 0),
    skipped: tests
      .filter((test) => test.status === 'skipped')
      .map(({ spec, annotations }) => {
        const why = annotations.find(({ type }) => type === 'skip' || type === 'fixme')?.description;
        return `${spec.file}: ${spec.title}${why ? ` (${why})` : ''}`;
      }),
  };
}
