import { realHost } from '../../kit/electron/real-host.ts'
import { brokenGuards, isOfEachPush } from '../suites/broken-guards.ts'
import { guards } from '../suites/guards.ts'

guards(realHost)
brokenGuards(realHost, isOfEachPush)
