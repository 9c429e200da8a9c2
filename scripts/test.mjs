import './require-node.mjs'
import { runChecks } from './checks/checks.mjs'

await runChecks(['packages', 'lint', 'types', 'knip', 'build', 'unit', 'integration', 'desktop', 'e2e'])
