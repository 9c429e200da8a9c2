import './require-node.mjs'
import { runChecks } from './checks.mjs'

await runChecks(['long'])
