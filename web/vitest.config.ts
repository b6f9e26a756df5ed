import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { faceCascade } from './scripts/faceCascade.ts'
import { voiceClips } from './scripts/voiceClips.ts'

export default defineConfig({
  plugins: [vue(), faceCascade(), voiceClips()],
  test: {
    environment: 'happy-dom',
    // Left to itself it leaves one core to somebody who waits.
    maxWorkers: '100%',
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
    server: { deps: { inline: ['vant', 'element-plus'] } },
  },
})
