export { serviceSettings, type ServiceSettings } from './service.settings.ts';
