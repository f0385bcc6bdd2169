// Prints the problems of the workflows in a folder, one per line.
import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

// GitHub's parser is written for bundlers. It imports JSON without the attribute that Node.js requires.
const withAttribute = `export const load = (url, context, next) =>
  next(url, url.endsWith('.json') ? { ...context, importAttributes: { type: 'json' } } : context);`;
register(`data:text/javascript,${encodeURIComponent(withAttribute)}`);
const { NoOperationTraceWriter, parseWorkflow } = await import('@actions/workflow-parser');

const folder = process.argv[2];

for (const name of readdirSync(folder).sort()) {
  const text = readFileSync(join(folder, name), 'utf8');
  const report = (message) => console.log(`${name}: ${message}`);
  const document = parseDocument(text);
  document.errors.forEach((error) => report(error.message));
  const parsed = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
  // Each message begins with the file name.
  parsed.context.errors.getErrors().forEach((error) => console.log(error.message));
  const workflow = document.toJS();
  // Without this setting, the token of a job is not restricted.
  if (!workflow.permissions) report('no permissions');
  for (const [id, job] of Object.entries(workflow.jobs ?? {})) {
    if (!job.uses && !job['timeout-minutes']) report(`${id} has no time limit`);
    for (const uses of [job.uses, ...(job.steps ?? []).map((step) => step.uses)].filter(Boolean)) {
      if (!/^\.\/|@[0-9a-f]{40}$/.test(uses)) report(`${uses} is not pinned by commit`);
    }
    for (const { run } of job.steps ?? []) {
      if (!run) continue;
      // The value of an expression would be executed as code. An environment variable is only read.
      if (run.includes('${{')) report(`${id} has an expression in a script`);
      const checked = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
      if (checked.status !== 0) report(`${id}: ${checked.stderr.trim()}`);
    }
  }
}
