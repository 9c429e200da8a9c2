import { realHost } from '../../kit/electron/real-host.ts'
import { brokenGuards, isOfEachPush } from '../suites/broken-guards.ts'

brokenGuards(realHost, (what) => !isOfEachPush(what))
