import { realHost } from '../../kit/electron/real-host.ts'
import { quitting } from '../suites/quitting.ts'

quitting(realHost)
