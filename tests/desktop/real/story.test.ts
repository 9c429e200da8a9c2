import { realHost } from '../../kit/electron/real-host.ts'
import { story } from '../suites/story.ts'

story(realHost)
