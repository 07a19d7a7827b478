import { MantineProvider } from "@mantine/core";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import type { ComponentProps } from "react";
import { queryClient } from "./api/cache";
import { TextsProvider } from "./i18n/texts";
import { router } from "./routes";
import { theme } from "./styles/theme";

export function App({ spoken }: Pick<ComponentProps<typeof TextsProvider>, "spoken">) {
  return (
    <MantineProvider
      theme={theme}
      defaultColorScheme="auto"
      withCssVariables={false}
      withGlobalClasses={false}
      withStaticClasses
    >
      <QueryClientProvider client={queryClient}>
        <TextsProvider spoken={spoken}>
          <RouterProvider router={router} />
        </TextsProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}
