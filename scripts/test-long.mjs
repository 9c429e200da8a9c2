import './require-node.mjs'
import { runChecks } from './checks/checks.mjs'

await runChecks(['long'])
