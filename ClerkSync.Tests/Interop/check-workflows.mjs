// Prints what is wrong with the workflows below a folder, one finding a line.
import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { register } from 'node:module';
import { join } from 'node:path';
import { parseDocument } from 'yaml';

// GitHub's own parser, made for bundlers, imports JSON without the attribute that Node wants.
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
  // Each begins with the file's name.
  parsed.context.errors.getErrors().forEach((error) => console.log(error.message));
  const workflow = document.toJS();
  // Without it a job's token may do everything.
  if (!workflow.permissions) report('no permissions');
  for (const [id, job] of Object.entries(workflow.jobs ?? {})) {
    if (!job.uses && !job['timeout-minutes']) report(`${id} has no time limit`);
    for (const uses of [job.uses, ...(job.steps ?? []).map((step) => step.uses)].filter(Boolean)) {
      if (!/^\.\/|@[0-9a-f]{40}$/.test(uses)) report(`${uses} is not pinned by commit`);
    }
    for (const { run } of job.steps ?? []) {
      if (!run) continue;
      // What an expression brings would be run; a variable of the environment is only read.
      if (run.includes('${{')) report(`${id} has an expression in a script`);
      const checked = spawnSync('bash', ['-n'], { input: run, encoding: 'utf8' });
      if (checked.status !== 0) report(`${id}: ${checked.stderr.trim()}`);
    }
  }
}
