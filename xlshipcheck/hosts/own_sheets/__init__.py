"""Our sheets as content: what stands on 今日, 集計 and 全店舗, for every host to draw."""
