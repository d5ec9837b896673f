/** What a published corpus is, for people who use it: where it is from, and how to cite it. */
export interface CorpusAbout {
  title: string;
  language: string;
  /** As its publishers state it. The terms at the address count. */
  licence: string;
  citation: string;
  /** Where it is published. */
  address: string;
  /** What is different from the published corpus when it is read here. */
  note?: string;
}

interface PublishedCorpus {
  label: string;
  about: CorpusAbout;
}

const published = <L extends string>(registry: Record<L, PublishedCorpus>) => registry;

/** The published corpora whose names `core/corpora/layouts` knows. The synthesizer writes these layouts. */
export const PUBLISHED_CORPORA = published({
  tess: {
    label: 'TESS',
    about: {
      title: 'Toronto emotional speech set',
      language: 'English (Canada)',
      licence: 'CC BY-NC-ND 4.0',
      citation:
        'Pichora-Fuller MK, Dupuis K (2020). Toronto emotional speech set (TESS). Borealis. doi:10.5683/SP2/E8H2MF',
      address: 'https://doi.org/10.5683/SP2/E8H2MF',
    },
  },
  savee: {
    label: 'SAVEE',
    about: {
      title: 'Surrey Audio-Visual Expressed Emotion',
      language: 'English (Great Britain)',
      licence: 'For research, on registration',
      citation:
        'Haq S, Jackson PJB (2010). Multimodal emotion recognition. In: Wang W (ed.), Machine Audition. IGI Global, 398–423.',
      address: 'http://kahlan.eps.surrey.ac.uk/savee/',
    },
  },
  ravdess: {
    label: 'RAVDESS',
    about: {
      title: 'Ryerson Audio-Visual Database of Emotional Speech and Song',
      language: 'English (North America)',
      licence: 'CC BY-NC-SA 4.0',
      citation:
        'Livingstone SR, Russo FA (2018). The Ryerson Audio-Visual Database of Emotional Speech and Song (RAVDESS). PLoS ONE 13(5): e0196391. doi:10.1371/journal.pone.0196391',
      address: 'https://doi.org/10.5281/zenodo.1188976',
    },
  },
  'crema-d': {
    label: 'CREMA-D',
    about: {
      title: 'Crowd-sourced Emotional Multimodal Actors Dataset',
      language: 'English (USA)',
      licence: 'Open Database License (ODbL) 1.0',
      citation:
        'Cao H, Cooper DG, Keutmann MK, Gur RC, Nenkova A, Verma R (2014). CREMA-D: Crowd-sourced Emotional Multimodal Actors Dataset. IEEE Transactions on Affective Computing 5(4), 377–390. doi:10.1109/TAFFC.2014.2336244',
      address: 'https://github.com/CheyneyComputerScience/CREMA-D',
    },
  },
  'emo-db': {
    label: 'EMO-DB',
    about: {
      title: 'Berlin Database of Emotional Speech',
      language: 'German',
      licence: 'CC BY 4.0 (version 2 on Zenodo); the first publication states none',
      citation:
        'Burkhardt F, Paeschke A, Rolfes M, Sendlmeier W, Weiss B (2005). A database of German emotional speech. Interspeech 2005, 1517–1520. doi:10.21437/Interspeech.2005-446',
      address: 'http://emodb.bilderbar.info/',
    },
  },
  iemocap: {
    label: 'IEMOCAP',
    about: {
      title: 'Interactive Emotional Dyadic Motion Capture Database',
      language: 'English (USA)',
      licence: 'For research, on a signed form',
      citation:
        'Busso C, Bulut M, Lee C-C, Kazemzadeh A, Mower E, Kim S, Chang JN, Lee S, Narayanan SS (2008). IEMOCAP: interactive emotional dyadic motion capture database. Language Resources and Evaluation 42(4), 335–359. doi:10.1007/s10579-008-9076-6',
      address: 'https://sail.usc.edu/iemocap/',
    },
  },
  meld: {
    label: 'MELD',
    about: {
      title: 'Multimodal EmotionLines Dataset',
      language: 'English (USA)',
      licence: 'GPL-3.0 (of the repository)',
      citation:
        'Poria S, Hazarika D, Majumder N, Naik G, Cambria E, Mihalcea R (2019). MELD: A Multimodal Multi-Party Dataset for Emotion Recognition in Conversations. ACL 2019, 527–536. doi:10.18653/v1/P19-1050',
      address: 'https://affective-meld.github.io/',
    },
  },
  'msp-podcast': {
    label: 'MSP-Podcast',
    about: {
      title: 'MSP-Podcast corpus',
      language: 'English',
      licence: 'On a licence agreement',
      citation:
        'Lotfian R, Busso C (2019). Building Naturalistic Emotionally Balanced Speech Corpus by Retrieving Emotional Speech from Existing Podcast Recordings. IEEE Transactions on Affective Computing 10(4), 471–483. doi:10.1109/TAFFC.2017.2736999',
      address: 'https://lab-msp.com/MSP/MSP-Podcast.html',
      note: 'In the protocol “named”, Test1, Test2 and later test sets are one: results differ from those of Test1 alone.',
    },
  },
  esd: {
    label: 'ESD',
    about: {
      title: 'Emotional Speech Database',
      language: 'English and Mandarin',
      licence: 'For academic use',
      citation:
        'Zhou K, Sisman B, Liu R, Li H (2022). Emotional voice conversion: Theory, databases and ESD. Speech Communication 137, 1–18. doi:10.1016/j.specom.2021.11.006',
      address: 'https://github.com/HLTSingapore/Emotional-Speech-Data',
    },
  },
  'jl-corpus': {
    label: 'JL-Corpus',
    about: {
      title: 'JL Corpus',
      language: 'English (New Zealand)',
      licence: 'CC0 (public domain)',
      citation:
        'James J, Tian L, Watson CI (2018). An Open Source Emotional Speech Corpus for Human Robot Interaction Applications. Interspeech 2018, 2768–2772. doi:10.21437/Interspeech.2018-1349',
      address: 'https://www.kaggle.com/datasets/tli725/jl-corpus',
    },
  },
  'emov-db': {
    label: 'EmoV-DB',
    about: {
      title: 'Emotional Voices Database',
      language: 'English',
      licence: 'For non-commercial use, see the address',
      citation:
        'Adigwe A, Tits N, El Haddad K, Ostadabbas S, Dutoit T (2018). The Emotional Voices Database: Towards Controlling the Emotion Dimension in Voice Generation Systems. arXiv:1806.09514',
      address: 'https://github.com/numediart/EmoV-DB',
    },
  },
  emovo: {
    label: 'EMOVO',
    about: {
      title: 'EMOVO Corpus',
      language: 'Italian',
      licence: 'Not stated clearly; ask its authors',
      citation:
        'Costantini G, Iaderola I, Paoloni A, Todisco M (2014). EMOVO Corpus: an Italian Emotional Speech Database. LREC 2014, 3501–3504.',
      address: 'https://aclanthology.org/L14-1478/',
    },
  },
  emozionalmente: {
    label: 'Emozionalmente',
    about: {
      title: 'Emozionalmente',
      language: 'Italian',
      licence: 'CC BY 4.0',
      citation:
        'Catania F, Wilke JW, Garzotto F (2025). Emozionalmente: A Crowdsourced Corpus of Simulated Emotional Speech in Italian. IEEE Transactions on Audio, Speech and Language Processing 33.',
      address: 'https://zenodo.org/records/6569824',
    },
  },
  shemo: {
    label: 'ShEMO',
    about: {
      title: 'Sharif Emotional Speech Database',
      language: 'Persian',
      licence: 'None stated',
      citation:
        'Mohamad Nezami O, Jamshid Lou P, Karami M (2019). ShEMO: a large-scale validated database for Persian speech emotion detection. Language Resources and Evaluation 53, 1–16. doi:10.1007/s10579-018-9427-x',
      address: 'https://github.com/mansourehk/ShEMO',
    },
  },
  subesco: {
    label: 'SUBESCO',
    about: {
      title: 'SUST Bangla Emotional Speech Corpus',
      language: 'Bangla',
      licence: 'CC BY 4.0',
      citation:
        'Sultana S, Rahman MS, Selim MR, Iqbal MZ (2021). SUST Bangla Emotional Speech Corpus (SUBESCO): An audio-only emotional speech corpus for Bangla. PLoS ONE 16(4): e0250173. doi:10.1371/journal.pone.0250173',
      address: 'https://doi.org/10.5281/zenodo.4526477',
    },
  },
  cafe: {
    label: 'CaFE',
    about: {
      title: 'Canadian French Emotional speech dataset',
      language: 'French (Canada)',
      licence: 'CC BY-NC-SA 4.0',
      citation:
        'Gournay P, Lahaie O, Lefebvre R (2018). A Canadian French Emotional Speech Dataset. ACM Multimedia Systems Conference 2018, 399–402. doi:10.1145/3204949.3208121',
      address: 'https://doi.org/10.5281/zenodo.1478765',
    },
  },
  aesdd: {
    label: 'AESDD',
    about: {
      title: 'Acted Emotional Speech Dynamic Database',
      language: 'Greek',
      licence: 'None stated',
      citation:
        'Vryzas N, Kotsakis R, Liatsou A, Dimoulas CA, Kalliris G (2018). Speech Emotion Recognition for Performance Interaction. Journal of the Audio Engineering Society 66(6), 457–467. doi:10.17743/jaes.2018.0036',
      address: 'http://m3c.web.auth.gr/research/aesdd-speech-emotion-recognition/',
    },
  },
  urdu: {
    label: 'URDU',
    about: {
      title: 'URDU dataset',
      language: 'Urdu',
      licence: 'None stated',
      citation:
        'Latif S, Qayyum A, Usman M, Qadir J (2018). Cross Lingual Speech Emotion Recognition: Urdu vs. Western Languages. International Conference on Frontiers of Information Technology 2018, 88–93. doi:10.1109/FIT.2018.00023',
      address: 'https://github.com/siddiquelatif/URDU-Dataset',
    },
  },
  oreau: {
    label: 'Oréau',
    about: {
      title: 'French emotional speech database Oréau',
      language: 'French',
      licence: 'CC BY 4.0',
      citation:
        'Kerkeni L, Cleder C, Serrestou Y, Raoof K (2020). French Emotional Speech Database – Oréau. Zenodo. doi:10.5281/zenodo.4405783',
      address: 'https://doi.org/10.5281/zenodo.4405783',
    },
  },
  nemo: {
    label: 'nEMO',
    about: {
      title: 'nEMO: Dataset of Emotional Speech in Polish',
      language: 'Polish',
      licence: 'CC BY-NC-SA 4.0',
      citation:
        'Christop I (2024). nEMO: Dataset of Emotional Speech in Polish. LREC-COLING 2024, 12111–12116.',
      address: 'https://huggingface.co/datasets/amu-cai/nEMO',
    },
  },
  casia: {
    label: 'CASIA',
    about: {
      title: 'CASIA Mandarin emotional corpus',
      language: 'Mandarin',
      licence: 'From its publisher, for research',
      citation:
        'Institute of Automation, Chinese Academy of Sciences (2005). CASIA Mandarin emotional speech corpus. Chinese Linguistic Data Consortium.',
      address: 'http://www.chineseldc.org/',
    },
  },
  'turev-db': {
    label: 'TurEV-DB',
    about: {
      title: 'Turkish Emotion Voice Database',
      language: 'Turkish',
      licence: 'None stated',
      citation:
        'Canpolat SF, Ormanoğlu Z, Zeyrek D (2020). Turkish Emotion Voice Database (TurEV-DB). Joint Workshop on Spoken Language Technologies for Under-resourced Languages (SLTU) and Collaboration and Computing for Under-Resourced Languages (CCURL), 368–375.',
      address: 'https://github.com/Xeonen/TurEV-DB',
    },
  },
  mesd: {
    label: 'MESD',
    about: {
      title: 'Mexican Emotional Speech Database',
      language: 'Spanish (Mexico)',
      licence: 'CC BY 4.0',
      citation:
        'Duville MM, Alonso-Valerdi LM, Ibarra-Zarate DI (2021). The Mexican Emotional Speech Database (MESD): elaboration and assessment based on machine learning. IEEE Engineering in Medicine & Biology Society 2021, 1644–1647. doi:10.1109/EMBC46164.2021.9629934',
      address: 'https://doi.org/10.17632/cy34mh68j9',
    },
  },
  'asvp-esd': {
    label: 'ASVP-ESD',
    about: {
      title: 'Audio, Speech and Vision Processing Lab Emotional Sound Database',
      language: 'several languages',
      licence: 'Not stated clearly; see the address',
      citation:
        'Landry DTT, He Q, Yan H, Li Y (2020). ASVP-ESD: A dataset and its benchmark for emotion recognition using both speech and non-speech utterances. Global Scientific Journals 8, 1793–1798.',
      address: 'https://www.kaggle.com/datasets/dejolilandry/asvpesdspeech-nonspeech-emotional-utterances',
    },
  },
  resd: {
    label: 'RESD',
    about: {
      title: 'Russian Emotional Speech Dialogs',
      language: 'Russian',
      licence: 'MIT',
      citation:
        'Lubenets I, Davidchuk N, Amentes A (2022). Aniemore: Russian Emotional Speech Dialogs (RESD). doi:10.57967/hf/1273',
      address: 'https://huggingface.co/datasets/Aniemore/resd',
    },
  },
  polish: {
    label: 'Polish',
    about: {
      title: 'Emotions in Polish speech recordings',
      language: 'Polish',
      licence: 'See the address',
      citation: 'Emotions in Polish speech recordings. Gdańsk University of Technology, Most Wiedzy.',
      address:
        'https://mostwiedzy.pl/en/open-research-data/emotions-in-polish-speech-recordings,11190523461146169-0',
    },
  },
  baved: {
    label: 'BAVED',
    about: {
      title: 'Basic Arabic Vocal Emotions Dataset',
      language: 'Arabic',
      licence: 'None stated',
      citation: 'Aouf A (2019). Basic Arabic Vocal Emotions Dataset (BAVED).',
      address: 'https://github.com/40uf411/Basic-Arabic-Vocal-Emotions-Dataset',
    },
  },
});

/** What is known about a layout. */
interface LayoutInfo {
  label: string;
  /** Absent for layouts that are of no published corpus. */
  about?: CorpusAbout;
}

const layouts = <L extends string>(registry: Record<L, LayoutInfo>): Record<L, LayoutInfo> => registry;

/** The layouts of corpora: how their files are named and arranged. */
export const LAYOUTS = layouts({
  ...PUBLISHED_CORPORA,
  folders: { label: 'one folder per emotion' },
  csv: { label: 'table of clips' },
  rule: { label: 'own rule' },
});
