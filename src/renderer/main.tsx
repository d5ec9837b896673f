import '@mantine/core/styles.css';
import '@mantine/notifications/styles.css';
import './theme/global.css';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { connect } from './laboratory/connect.ts';
import { refuseStrayDrops } from './parts/drop-area.tsx';

const page = document.getElementById('page');
if (page === null) throw new Error('The page has no root element.');
refuseStrayDrops();
createRoot(page).render(<App laboratory={connect()} />);
