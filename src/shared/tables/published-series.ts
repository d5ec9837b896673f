/** Published results that are shown beside measured ones and marked. They never count as runs. Shares are 0…1. */
export interface PublishedSeries {
  /** Marks the results wherever they are shown. */
  label: string;
  /** Why they cannot be compared with measured results. */
  caveat: string;
  networks: readonly {
    label: string;
    /** Equals the weighted recall. */
    accuracy: number;
    precisionWeighted: number;
    f1Weighted: number;
    /** By the name of the emotion. */
    recall: Readonly<Record<string, number>>;
  }[];
}
