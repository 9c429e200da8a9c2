import { runChecks } from './checks.mjs'

await runChecks(['long'])
