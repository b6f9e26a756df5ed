import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { faceCascade } from './scripts/faceCascade.ts'
import { voiceClips } from './scripts/voiceClips.ts'

export default defineConfig({
  plugins: [vue(), faceCascade(), voiceClips()],
  test: {
    environment: 'happy-dom',
    include: ['packages/**/*.test.ts', 'apps/**/*.test.ts', 'scripts/**/*.test.ts'],
    server: { deps: { inline: ['vant', 'element-plus'] } },
  },
})
