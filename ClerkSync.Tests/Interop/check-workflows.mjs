// Prints what is wrong with the workflows below a folder, one finding a line.
import { readFileSync, readdirSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { validateWorkflow } from '@action-validator/core';
import { parseDocument } from 'yaml';

const folder = process.argv[2];

for (const name of readdirSync(folder).sort()) {
  const text = readFileSync(join(folder, name), 'utf8');
  const report = (message) => console.log(`${name}: ${message}`);
  const document = parseDocument(text);
  document.errors.forEach((error) => report(error.message));
  validateWorkflow(text).errors.forEach((error) => report(JSON.stringify(error)));
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
