"""From feedback files to the report of the VOC meeting: the steps of ``voc report`` and ``voc demo`` as one job."""
